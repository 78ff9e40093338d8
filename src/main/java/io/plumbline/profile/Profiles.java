package io.plumbline.profile;

import io.plumbline.kernel.Cell;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Reads profiles. Costs grow with hours and segments, never with the number of predictions. They lag behind the events by
 * seconds: {@link ProfileCompaction}.
 */
@ApplicationScoped
@Sql
public class Profiles {
    private static final Logger LOG = Logger.getLogger(Profiles.class);

    private static final String SUM = """
        select confidence, labels, inputs from profile
        where model = ? and version = ? and hour >= ? and hour < ? and segment_key = ? and segment_value = ?
        """;

    private static final String BY_SHARD = """
        select shard, confidence, labels, inputs from profile
        where model = ? and version = ? and hour >= ? and hour < ? and segment_key = '' and segment_value = ''
        """;

    /** By the versions of those days: without them it would look through all that was ever heard of the model. */
    private static final String VERSIONS = """
        select version, sum(n) as n from profile
        where model = ? and version in (select version from profile_day where model = ? and last_hour >= ?)
            and segment_key = '' and hour >= ? and hour < ? group by version
        """;

    private static final String VALUES_BY_SHARD = """
        select segment_value, shard, confidence, labels, inputs from profile
        where model = ? and version = ? and hour >= ? and hour < ? and segment_key = ? and segment_value = any (?)
        """;

    private static final String VALUES = """
        select segment_value, sum(n) as n from profile
        where model = ? and version = ? and hour >= ? and hour < ? and segment_key = ?
        group by segment_value
        """;

    private static final String HOURLY = """
        select hour, sum(n) as n from profile
        where model = ? and version in (select version from profile_day where model = ? and last_hour >= ?)
            and hour >= ? and segment_key = ''
        group by hour order by hour
        """;

    private static final String ACTIVITY = """
        select version, sum(n) as n, min(first_hour) as first_hour, max(last_hour) as last_hour from profile_day
        where model = ? group by version order by max(last_hour) desc, version
        """;

    /** Of days that are over as they are kept, of the last one by its hours. */
    private static final String N = """
        select (select coalesce(sum(n), 0) from profile_day where model = ? and day >= ? and day < ?)
             + (select coalesce(sum(n), 0) from profile
                where model = ? and version in (select version from profile_day where model = ? and day = ?)
                    and segment_key = '' and hour >= ? and hour < ?)
        """;

    private final Transactions transactions;
    private final ProfileTable table;

    public Profiles(Transactions transactions, ProfileTable table) {
        this.transactions = transactions;
        this.table = table;
    }

    /** Predictions of one hour. */
    public record HourCount(Instant hour, long n) {}

    /** What is heard of a version: number of predictions, first and last hour that has any. */
    public record Activity(String version, long n, Instant firstHour, Instant lastHour) {}

    /** The whole fleet's profile over a span of hours, from {@code from} (inclusive) to {@code to} (exclusive). */
    public Profile fleet(String model, String version, Instant from, Instant to) {
        return of(model, version, Cell.ALL, Cell.ALL, from, to);
    }

    /** The same of a segment; empty key and value for the whole fleet. */
    public Profile of(String model, String version, String key, String value, Instant from, Instant to) {
        Profile sum = new Profile();
        each(new Asked(model, version, key, value, from, to), row -> sum.merge(table.read(row)));
        return sum;
    }

    /**
     * The same without hours that are stored damaged, which the log names: what explains an incident must not keep it from being
     * opened.
     */
    public Profile readable(String model, String version, String key, String value, Instant from, Instant to) {
        Profile sum = new Profile();
        Asked asked = new Asked(model, version, key, value, from, to);
        each(asked, row -> {
            try {
                sum.merge(table.read(row));
            } catch (IllegalArgumentException | IllegalStateException e) {
                LOG.warnf("A profile of %s is damaged and left out: %s", asked, e.getMessage());
            }
        });
        return sum;
    }

    private record Asked(String model, String version, String key, String value, Instant from, Instant to) {}

    /** Work on a row. */
    private interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private void each(Asked asked, Each each) {
        transactions.execute(c -> {
            try (PreparedStatement select = c.prepareStatement(SUM)) {
                setSpan(select, asked.model(), asked.version(), asked.from(), asked.to());
                select.setString(5, asked.key());
                select.setString(6, asked.value());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        each.row(rows);
                    }
                }
            }
        });
    }

    /** The whole fleet's profile over a span of hours, by shard of the device; shards of which nothing was heard are empty. */
    public List<Profile> byShard(String model, String version, Instant from, Instant to) {
        return transactions.run(c -> {
            List<Profile> shards = shards();
            try (PreparedStatement select = c.prepareStatement(BY_SHARD)) {
                setSpan(select, model, version, from, to);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        shards.get(rows.getInt("shard")).merge(table.read(rows));
                    }
                }
            }
            return shards;
        });
    }

    /**
     * The profiles of some values of a segment key over a span of hours, by shard of the device; shards of which nothing was heard are
     * empty, values of which nothing was are missing.
     */
    public Map<String, List<Profile>> byShard(
            String model, String version, String key, Collection<String> values, Instant from, Instant to) {
        return transactions.run(c -> {
            Map<String, List<Profile>> sums = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(VALUES_BY_SHARD)) {
                setSpan(select, model, version, from, to);
                select.setString(5, key);
                select.setArray(6, c.createArrayOf("text", values.toArray()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        sums.computeIfAbsent(rows.getString("segment_value"), value -> shards())
                                .get(rows.getInt("shard"))
                                .merge(table.read(rows));
                    }
                }
            }
            return sums;
        });
    }

    private static List<Profile> shards() {
        return Stream.generate(Profile::new).limit(Cell.SHARDS).toList();
    }

    /** Predictions by version over a span of hours. */
    public SortedMap<String, Long> byVersion(String model, Instant from, Instant to) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(VERSIONS)) {
                select.setString(1, model);
                select.setString(2, model);
                select.setTimestamp(3, Timestamp.from(from));
                select.setTimestamp(4, Timestamp.from(from));
                select.setTimestamp(5, Timestamp.from(to));
                return counts(select);
            }
        });
    }

    /** Predictions by value of a segment key over a span of hours. */
    public SortedMap<String, Long> byValue(String model, String version, String key, Instant from, Instant to) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(VALUES)) {
                setSpan(select, model, version, from, to);
                select.setString(5, key);
                return counts(select);
            }
        });
    }

    private static SortedMap<String, Long> counts(PreparedStatement select) throws SQLException {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    /** Predictions of all versions by hour, from {@code since} on, in order. */
    public List<HourCount> hourly(String model, Instant since) {
        return transactions.run(c -> {
            List<HourCount> hours = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(HOURLY)) {
                select.setString(1, model);
                select.setString(2, model);
                select.setTimestamp(3, Timestamp.from(since));
                select.setTimestamp(4, Timestamp.from(since));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        hours.add(new HourCount(rows.getTimestamp(1).toInstant(), rows.getLong(2)));
                    }
                }
            }
            return hours;
        });
    }

    /** The versions that have been heard of, the latest heard first. */
    public List<Activity> activity(String model) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(ACTIVITY)) {
                select.setString(1, model);
                return activities(select);
            }
        });
    }

    /**
     * Number of predictions of all versions over a span of hours.
     *
     * @param from start of a day, UTC
     * @param to end of the last hour, exclusive
     */
    public long n(String model, Instant from, Instant to) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(N)) {
                Timestamp midnight = Timestamp.from(to.truncatedTo(ChronoUnit.DAYS));
                select.setString(1, model);
                select.setTimestamp(2, Timestamp.from(from));
                select.setTimestamp(3, midnight);
                select.setString(4, model);
                select.setString(5, model);
                select.setTimestamp(6, midnight);
                select.setTimestamp(7, midnight);
                select.setTimestamp(8, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static List<Activity> activities(PreparedStatement select) throws SQLException {
        List<Activity> versions = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                versions.add(new Activity(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getTimestamp(3).toInstant(),
                        rows.getTimestamp(4).toInstant()));
            }
        }
        return versions;
    }

    /** The latest hour in which a model's version was heard of, or empty. */
    public Optional<Activity> activity(String model, String version) {
        return activity(model).stream().filter(a -> a.version().equals(version)).findFirst();
    }

    private static void setSpan(PreparedStatement select, String model, String version, Instant from, Instant to)
            throws SQLException {
        select.setString(1, model);
        select.setString(2, version);
        select.setTimestamp(3, Timestamp.from(from));
        select.setTimestamp(4, Timestamp.from(to));
    }
}
