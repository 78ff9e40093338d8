package io.plumbline.feedback;

import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the labels of the audit arm for the pages: hour by hour of one place, and value by value of a segment key. Costs grow
 * with hours, segments and shards, never with the number of labels.
 */
@ApplicationScoped
@Sql
public class AuditCells {
    private static final String HOURS = """
            select hour, shard, propensity, audited, audited_errors, audited_confident_errors from outcome_hour
            where model = ? and version = ? and segment_key = ? and segment_value = ? and hour >= ? and hour < ?
              and propensity > 0 and audited > 0
            order by hour, shard, propensity
            """;

    private static final String VALUES = """
            select segment_value, propensity, sum(audited), sum(audited_errors), sum(audited_confident_errors)
            from outcome_hour
            where model = ? and version = ? and segment_key = ? and hour >= ? and hour < ?
              and propensity > 0 and audited > 0
            group by segment_value, propensity order by segment_value, propensity
            """;

    private static final String DAYS = """
            select segment_value, (hour at time zone ?)::date as day, propensity, sum(audited), sum(audited_errors),
                   sum(audited_confident_errors)
            from outcome_hour
            where model = ? and version = ? and segment_key = ? and segment_value = any (?) and hour >= ? and hour < ?
              and propensity > 0 and audited > 0
            group by segment_value, day, propensity order by segment_value, day, propensity
            """;

    private final Transactions transactions;

    public AuditCells(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Labels that were drawn with one propensity.
     *
     * @param propensity probability with which each was drawn, over 0 to 1
     * @param n how many, at least 1
     * @param errors wrong predictions among them
     * @param confidentErrors wrong predictions with a confidence of at least 0.9 among them
     */
    public record Labels(double propensity, long n, long errors, long confidentErrors) {}

    /** Labels of one hour and one shard of devices, 0 to {@link io.plumbline.kernel.Cell#SHARDS} − 1. */
    public record Hour(Instant hour, int shard, Labels labels) {}

    /** The labels of a place by hour, in order, from {@code from} (inclusive) to {@code to} (exclusive); empty key and value for the fleet. */
    public List<Hour> hours(String model, String version, String key, String value, Instant from, Instant to) {
        return transactions.run(c -> {
            List<Hour> hours = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(HOURS)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setString(3, key);
                select.setString(4, value);
                select.setTimestamp(5, Timestamp.from(from));
                select.setTimestamp(6, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        hours.add(new Hour(row.getTimestamp(1).toInstant(), row.getInt(2), labels(row, 3)));
                    }
                }
            }
            return hours;
        });
    }

    /** The labels of a span by value of a segment key. */
    public SortedMap<String, List<Labels>> byValue(String model, String version, String key, Instant from, Instant to) {
        return transactions.run(c -> {
            SortedMap<String, List<Labels>> values = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(VALUES)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setString(3, key);
                select.setTimestamp(4, Timestamp.from(from));
                select.setTimestamp(5, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        values.computeIfAbsent(row.getString(1), value -> new ArrayList<>())
                                .add(labels(row, 2));
                    }
                }
            }
            return values;
        });
    }

    /**
     * The labels of some values by day.
     *
     * @param values those that are wanted
     * @param zone whose days are meant
     */
    public Map<String, SortedMap<LocalDate, List<Labels>>> byDay(
            Place place, Collection<String> values, Instant from, Instant to, ZoneId zone) {
        return transactions.run(c -> {
            Map<String, SortedMap<LocalDate, List<Labels>>> days = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(DAYS)) {
                select.setString(1, zone.getId());
                select.setString(2, place.model());
                select.setString(3, place.version());
                select.setString(4, place.key());
                select.setArray(5, c.createArrayOf("text", values.toArray()));
                select.setTimestamp(6, Timestamp.from(from));
                select.setTimestamp(7, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        days.computeIfAbsent(row.getString(1), value -> new TreeMap<>())
                                .computeIfAbsent(row.getObject(2, LocalDate.class), day -> new ArrayList<>())
                                .add(labels(row, 3));
                    }
                }
            }
            return days;
        });
    }

    /** A segment key of a version of a model. */
    public record Place(String model, String version, String key) {}

    private static Labels labels(ResultSet row, int first) throws SQLException {
        return new Labels(row.getDouble(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
    }
}
