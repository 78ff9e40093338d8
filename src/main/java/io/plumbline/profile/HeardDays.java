package io.plumbline.profile;

import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In which hours each segment value of a model was heard of, all versions together. What an hour counts is added once, and its day
 * anew when something came late; so asking costs the same however many predictions there are.
 */
@ApplicationScoped
@Sql
public class HeardDays {
    /** Days whose profiles count something else than what is kept of them. */
    private static final String CHANGED = """
        select p.day from (
            select day, sum(n) as n from profile_day where model = ? and day >= ? and day < ? group by day
            union all
            select ?, sum(n) from profile
            where model = ? and version in (select version from profile_day where model = ? and day = ?)
                and segment_key = '' and hour >= ? and hour < ?
            having count(*) > 0) as p
        left join heard_day h on h.model = ? and h.day = p.day and h.segment_key = ''
        where h.n is distinct from p.n order by p.day
        """;

    private static final String FORGET =
            "delete from heard_day where model = ? and (day = any (?::timestamptz[]) or day < ?)";

    /** Up to where a day is kept, if the hours until then count what they counted. */
    private static final String KEPT_UNTIL = """
        select until from heard_day
        where model = ? and day = ? and segment_key = '' and until <= ?
            and n = (select sum(n) from profile where model = ? and version = any (?) and segment_key = ''
                and hour >= ? and hour < until)
        """;

    private static final String ADD_UP = """
        insert into heard_day as h (model, day, segment_key, segment_value, n, hours, until)
        select model, ?, segment_key, segment_value, sum(n),
               bit_or(1 << (extract(epoch from hour - ?) / 3600)::integer), ?
        from profile
        where model = ? and version = any (?) and hour >= ? and hour < ? and n > 0
        group by model, segment_key, segment_value
        on conflict (model, day, segment_key, segment_value) do update set n = h.n + excluded.n,
            hours = h.hours | excluded.hours, until = excluded.until
        """;

    private static final String VERSIONS = """
        select coalesce(array_agg(version), '{}') from profile_day where model = ? and day = ?
        """;

    private static final String READ = """
        select segment_key, segment_value, day, n, hours from heard_day
        where model = ? and day >= ? and segment_key = any (?) order by segment_key, segment_value, day
        """;

    private final Transactions transactions;

    public HeardDays(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A day of one segment value.
     *
     * @param key segment key, empty for the whole fleet
     * @param value its value, empty for the whole fleet
     * @param day its start, UTC
     * @param n predictions, at least 1
     * @param hours bit i is set if there were some in hour i
     */
    public record Day(String key, String value, Instant day, long n, int hours) {}

    /**
     * All days of the given keys, ordered by key, value and day.
     *
     * @param keys segment keys, the empty one for the whole fleet
     * @param from start of the first day, UTC
     * @param to end of the last hour, exclusive
     */
    public List<Day> of(String model, List<String> keys, Instant from, Instant to) {
        return transactions.run(c -> {
            refresh(c, model, from, to);
            List<Day> days = new ArrayList<>();
            try (PreparedStatement read = c.prepareStatement(READ)) {
                read.setString(1, model);
                read.setTimestamp(2, Timestamp.from(from));
                read.setArray(3, c.createArrayOf("text", keys.toArray()));
                try (ResultSet row = read.executeQuery()) {
                    while (row.next()) {
                        days.add(new Day(
                                row.getString(1),
                                row.getString(2),
                                row.getTimestamp(3).toInstant(),
                                row.getLong(4),
                                row.getInt(5)));
                    }
                }
            }
            return days;
        });
    }

    private static void refresh(Connection c, String model, Instant from, Instant to) throws SQLException {
        List<Instant> changed = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(CHANGED)) {
            Timestamp today = Timestamp.from(to.truncatedTo(ChronoUnit.DAYS));
            select.setString(1, model);
            select.setTimestamp(2, Timestamp.from(from));
            select.setTimestamp(3, today);
            select.setTimestamp(4, today);
            select.setString(5, model);
            select.setString(6, model);
            select.setTimestamp(7, today);
            select.setTimestamp(8, today);
            select.setTimestamp(9, Timestamp.from(to));
            select.setString(10, model);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    changed.add(row.getTimestamp(1).toInstant());
                }
            }
        }
        for (Instant day : changed) {
            Instant midnight = day.plus(Duration.ofDays(1));
            Hours hours = new Hours(model, day, midnight.isBefore(to) ? midnight : to, versions(c, model, day));
            Optional<Instant> kept = keptUntil(c, hours);
            if (kept.isPresent()) {
                addUp(c, hours, kept.get());
            } else {
                forget(c, model, List.of(day), from);
                addUp(c, hours, day);
            }
        }
        forget(c, model, List.of(), from);
    }

    /** Hours of a day; the array is of the database. */
    private record Hours(String model, Instant day, Instant end, Array versions) {}

    private static void forget(Connection c, String model, List<Instant> days, Instant oldest) throws SQLException {
        try (PreparedStatement forget = c.prepareStatement(FORGET)) {
            forget.setString(1, model);
            // As text with its zone: a driver writes moments of an array in the zone of the process.
            forget.setArray(2, c.createArrayOf("text", days.toArray()));
            forget.setTimestamp(3, Timestamp.from(oldest));
            forget.executeUpdate();
        }
    }

    private static Array versions(Connection c, String model, Instant day) throws SQLException {
        try (PreparedStatement versions = c.prepareStatement(VERSIONS)) {
            versions.setString(1, model);
            versions.setTimestamp(2, Timestamp.from(day));
            try (ResultSet row = versions.executeQuery()) {
                row.next();
                return row.getArray(1);
            }
        }
    }

    private static Optional<Instant> keptUntil(Connection c, Hours hours) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(KEPT_UNTIL)) {
            Timestamp day = Timestamp.from(hours.day());
            select.setString(1, hours.model());
            select.setTimestamp(2, day);
            select.setTimestamp(3, Timestamp.from(hours.end()));
            select.setString(4, hours.model());
            select.setArray(5, hours.versions());
            select.setTimestamp(6, day);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
            }
        }
    }

    private static void addUp(Connection c, Hours hours, Instant from) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD_UP)) {
            Timestamp day = Timestamp.from(hours.day());
            Timestamp end = Timestamp.from(hours.end());
            add.setTimestamp(1, day);
            add.setTimestamp(2, day);
            add.setTimestamp(3, end);
            add.setString(4, hours.model());
            add.setArray(5, hours.versions());
            add.setTimestamp(6, Timestamp.from(from));
            add.setTimestamp(7, end);
            add.executeUpdate();
        }
    }
}
