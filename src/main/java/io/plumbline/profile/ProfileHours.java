package io.plumbline.profile;

import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads profiles over time: the curves of pages. Costs grow with hours, never with the number of predictions. */
@ApplicationScoped
@Sql
public class ProfileHours {
    private static final String HOURS = """
            select hour, confidence, labels, inputs from profile
            where model = ? and version = ? and segment_key = ? and segment_value = ? and hour >= ? and hour < ?
            """;

    private static final String VERSIONS = """
            select version, hour, sum(n) as n from profile
            where model = ? and segment_key = ? and segment_value = ? and hour >= ? and hour < ?
            group by version, hour
            """;

    private final Transactions transactions;
    private final ProfileTable table;

    public ProfileHours(Transactions transactions, ProfileTable table) {
        this.transactions = transactions;
        this.table = table;
    }

    /** A place of a version of a model; empty key and value for the whole fleet. */
    public record Place(String model, String version, String key, String value) {}

    /**
     * A place's profiles, hours put together as the caller says.
     *
     * @param from start of the first hour
     * @param to end of the last one, exclusive
     * @param bucket what an hour, by its start, belongs to; those of equal buckets are added up
     */
    public <B extends Comparable<B>> SortedMap<B, Profile> grouped(
            Place place, Instant from, Instant to, Function<Instant, B> bucket) {
        return transactions.run(c -> {
            SortedMap<B, Profile> sums = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(HOURS)) {
                select.setString(1, place.model());
                select.setString(2, place.version());
                select.setString(3, place.key());
                select.setString(4, place.value());
                select.setTimestamp(5, Timestamp.from(from));
                select.setTimestamp(6, Timestamp.from(to));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        B of = bucket.apply(rows.getTimestamp("hour").toInstant());
                        sums.computeIfAbsent(of, b -> new Profile()).merge(table.read(rows));
                    }
                }
            }
            return sums;
        });
    }

    /** Predictions by version and hour of a place, from {@code from} (inclusive) to {@code to} (exclusive). */
    public Map<String, SortedMap<Instant, Long>> byVersion(
            String model, String key, String value, Instant from, Instant to) {
        return transactions.run(c -> {
            Map<String, SortedMap<Instant, Long>> versions = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(VERSIONS)) {
                select.setString(1, model);
                select.setString(2, key);
                select.setString(3, value);
                select.setTimestamp(4, Timestamp.from(from));
                select.setTimestamp(5, Timestamp.from(to));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        versions.computeIfAbsent(rows.getString(1), version -> new TreeMap<>())
                                .put(rows.getTimestamp(2).toInstant(), rows.getLong(3));
                    }
                }
            }
            return versions;
        });
    }
}
