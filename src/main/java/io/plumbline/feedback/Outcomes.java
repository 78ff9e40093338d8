package io.plumbline.feedback;

import io.plumbline.kernel.Cell;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what people said of predictions. */
@ApplicationScoped
@Sql
public class Outcomes {
    /** Each label weighs 1/π; n of unequal weight tell as much as (Σ1/π)² / Σ1/π² equal ones (Kish, "Survey Sampling", 1965). */
    static final String ALIKE = """
        sum(audited / nullif(propensity, 0)), sum(audited / nullif(propensity, 0) ^ 2),
        sum(audited_errors / nullif(propensity, 0)), sum(audited_confident_errors / nullif(propensity, 0)),
        sum(voluntary), sum(voluntary_errors)\
        """;

    private static final String HOURLY = "select hour, " + ALIKE + """

        from outcome_hour
        where model = ? and version = ? and segment_key = ? and segment_value = ? and hour >= ? and hour < ?
        group by hour order by hour
        """;

    private static final String BY_VALUE = """
        select segment_value, sum(audited), sum(audited_errors), sum(audited_confident_errors), sum(voluntary),
               sum(voluntary_errors)
        from outcome_hour
        where model = ? and version = ? and segment_key = ? and hour >= ? and hour < ?
        group by segment_value
        """;

    private static final String ALIKE_BY_VALUE = "select segment_value, " + ALIKE + """

        from outcome_hour
        where model = ? and version = ? and segment_key = ? and hour >= ? and hour < ?
        group by segment_value
        """;

    private static final String BY_PROPENSITY = """
        select propensity, sum(audited), sum(audited_errors), sum(audited_confident_errors) from outcome_hour
        where model = ? and version = ? and segment_key = '' and hour >= ? and hour < ? and propensity > 0
        group by propensity having sum(audited) > 0 order by propensity
        """;

    private static final String CHANGED = """
        select changed from outcome_hour where model = ? and version = ? and segment_key = '' and hour < ?
        order by changed desc limit 1
        """;

    /** The confidently wrong first; only pictures that are really here. */
    private static final String WRONG = """
        select image, predicted, corrected, confidence, segment ->> ? as segment, window_at from outcome o
        where model = ? and version = ? and window_at >= ? and window_at < ? and error and corrected is not null
          and (? = '' or segment ->> ? = ?)
          and exists (select from picture p where p.name = o.image)
        order by confidence desc, source, id limit ?
        """;

    private final Transactions transactions;

    public Outcomes(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Labelled predictions, counted.
     *
     * @param audited those that were drawn at random
     * @param auditedErrors wrong ones among them
     * @param auditedConfidentErrors wrong ones with a confidence of at least 0.9 among them
     * @param voluntary those that people spoke of by themselves
     * @param voluntaryErrors wrong ones among these
     */
    public record Counts(
            long audited, long auditedErrors, long auditedConfidentErrors, long voluntary, long voluntaryErrors) {
        /** Of nothing. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    }

    /** Labelled predictions of one hour. */
    public record Hour(Instant hour, Counts counts) {}

    /** A span of event time, its end exclusive. */
    public record Span(Instant from, Instant to) {}

    /** A picture that the model got wrong. */
    public record Wrong(
            String image,
            String predicted,
            String corrected,
            double confidence,
            Optional<String> segment,
            Instant windowAt) {}

    /**
     * Counts of a segment by hour, from {@code from} (inclusive) to {@code to} (exclusive), in order; empty key and value for the fleet.
     * Of an hour's labels that were drawn with different propensities so many are counted as tell as much when drawn alike, and
     * errors at the weighted rate among so many, rounded.
     */
    public List<Hour> hourly(String model, String version, String key, String value, Instant from, Instant to) {
        return transactions.run(c -> {
            List<Hour> hours = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(HOURLY)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setString(3, key);
                select.setString(4, value);
                select.setTimestamp(5, Timestamp.from(from));
                select.setTimestamp(6, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        hours.add(new Hour(row.getTimestamp(1).toInstant(), alike(row, 2)));
                    }
                }
            }
            return hours;
        });
    }

    /** Counts by value of a segment key over a span of hours. */
    public SortedMap<String, Counts> byValue(String model, String version, String key, Instant from, Instant to) {
        return byValue(BY_VALUE, Outcomes::counts, new Place(model, version, key), from, to);
    }

    /** The same of labels that were drawn with different propensities as if they had been drawn alike, as in {@link #hourly}. */
    public SortedMap<String, Counts> alikeByValue(String model, String version, String key, Instant from, Instant to) {
        return byValue(ALIKE_BY_VALUE, Outcomes::alike, new Place(model, version, key), from, to);
    }

    /** A segment key of a version. */
    private record Place(String model, String version, String key) {}

    /** Reads sums from a column on. */
    private interface Sums {
        Counts read(ResultSet row, int first) throws SQLException;
    }

    private SortedMap<String, Counts> byValue(String sql, Sums sums, Place place, Instant from, Instant to) {
        return transactions.run(c -> {
            SortedMap<String, Counts> values = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(sql)) {
                select.setString(1, place.model());
                select.setString(2, place.version());
                select.setString(3, place.key());
                select.setTimestamp(4, Timestamp.from(from));
                select.setTimestamp(5, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        values.put(row.getString(1), sums.read(row, 2));
                    }
                }
            }
            return values;
        });
    }

    /**
     * Audited labels that were drawn alike.
     *
     * @param propensity probability with which each was drawn, over 0 to 1
     * @param labels how many, at least 1
     * @param errors wrong ones among them
     * @param confidentErrors wrong ones with a confidence of at least 0.9 among them
     */
    public record Drawn(double propensity, long labels, long errors, long confidentErrors) {}

    /** The audited labels of the whole fleet over a span of hours, by how they were drawn. */
    public List<Drawn> drawn(String model, String version, Instant from, Instant to) {
        return transactions.run(c -> {
            List<Drawn> drawn = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(BY_PROPENSITY)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setTimestamp(3, Timestamp.from(from));
                select.setTimestamp(4, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        drawn.add(new Drawn(row.getDouble(1), row.getLong(2), row.getLong(3), row.getLong(4)));
                    }
                }
            }
            return drawn;
        });
    }

    /** A word that is another one after any label of the hours up to a moment was counted, or counted otherwise. */
    public String change(String model, String version, Instant until) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(CHANGED)) {
                select.setString(1, model);
                select.setString(2, version);
                select.setTimestamp(3, Timestamp.from(until));
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getString(1) : "";
                }
            }
        });
    }

    /** Counts of the whole fleet over a span of hours. */
    public Counts fleet(String model, String version, Instant from, Instant to) {
        return byValue(model, version, Cell.ALL, from, to).getOrDefault(Cell.ALL, Counts.NONE);
    }

    /**
     * Pictures that the model got wrong, the confidently wrong first.
     *
     * @param shown segment key whose value is shown beside each
     * @param key segment key, empty for the whole fleet
     * @param value its value
     * @param span event time from which (inclusive) and to which (exclusive)
     * @param limit most of them
     */
    public List<Wrong> wrong(
            String model, String version, String shown, String key, String value, Span span, int limit) {
        return transactions.run(c -> {
            List<Wrong> wrong = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(WRONG)) {
                select.setString(1, shown);
                select.setString(2, model);
                select.setString(3, version);
                select.setTimestamp(4, Timestamp.from(span.from()));
                select.setTimestamp(5, Timestamp.from(span.to()));
                select.setString(6, key);
                select.setString(7, key);
                select.setString(8, value);
                select.setInt(9, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        wrong.add(new Wrong(
                                row.getString("image"),
                                String.valueOf(row.getString("predicted")),
                                row.getString("corrected"),
                                row.getDouble("confidence"),
                                Optional.ofNullable(row.getString("segment")),
                                row.getTimestamp("window_at").toInstant()));
                    }
                }
            }
            return wrong;
        });
    }

    /** Reads the sums of {@link #ALIKE} from a column on. */
    static Counts alike(ResultSet row, int first) throws SQLException {
        double weights = row.getDouble(first);
        double each = weights == 0 ? 0 : weights / row.getDouble(first + 1);
        return new Counts(
                Math.round(weights * each),
                Math.round(row.getDouble(first + 2) * each),
                Math.round(row.getDouble(first + 3) * each),
                row.getLong(first + 4),
                row.getLong(first + 5));
    }

    /** Reads the five sums from a column on. */
    static Counts counts(ResultSet row, int first) throws SQLException {
        return new Counts(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4));
    }
}
