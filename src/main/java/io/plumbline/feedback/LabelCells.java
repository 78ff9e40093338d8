package io.plumbline.feedback;

import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what was said of audited predictions. Costs grow with hours, segments and classes, never with the number of labels. */
@ApplicationScoped
@Sql
public class LabelCells {
    private static final String BY_VALUE = """
            select segment_value, predicted, corrected, band, propensity, sum(n)::bigint as n,
                   sum(confidence_units)::double precision as units
            from label_hour
            where model = ? and version = ? and segment_key = ? and hour >= ? and hour < ?
            group by segment_value, predicted, corrected, band, propensity having sum(n) > 0
            order by segment_value, predicted, corrected, band, propensity
            """;

    private static final String ONE_VALUE =
            BY_VALUE.replace("segment_key = ?", "segment_key = ? and segment_value = ?");

    private static final double UNITS = 1 << 30;

    private final Transactions transactions;

    public LabelCells(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The labels of a place from {@code from} (inclusive) to {@code to} (exclusive), full hours; empty key and value for the fleet. */
    public LabelTally of(String model, String version, String key, String value, Instant from, Instant to) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(ONE_VALUE)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setString(3, key);
                select.setString(4, value);
                select.setTimestamp(5, Timestamp.from(from));
                select.setTimestamp(6, Timestamp.from(to));
                return read(select).getOrDefault(value, LabelTally.NONE);
            }
        });
    }

    /** The labels of a span by value of a segment key. */
    public SortedMap<String, LabelTally> byValue(String model, String version, String key, Instant from, Instant to) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(BY_VALUE)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setString(3, key);
                select.setTimestamp(4, Timestamp.from(from));
                select.setTimestamp(5, Timestamp.from(to));
                return read(select);
            }
        });
    }

    private static SortedMap<String, LabelTally> read(PreparedStatement select) throws SQLException {
        Map<String, List<Group>> values = new TreeMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long n = row.getLong("n");
                values.computeIfAbsent(row.getString("segment_value"), value -> new ArrayList<>())
                        .add(new Group(
                                row.getString("predicted"),
                                row.getString("corrected"),
                                row.getInt("band"),
                                row.getDouble("propensity"),
                                n,
                                Math.min(1, row.getDouble("units") / UNITS / n)));
            }
        }
        SortedMap<String, LabelTally> tallies = new TreeMap<>();
        values.forEach((value, groups) -> tallies.put(value, new LabelTally(groups)));
        return tallies;
    }
}
