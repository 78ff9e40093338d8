package io.plumbline.ingest;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a day's partition of the prediction table before the first row of that day (UTC) arrives. */
@Sql
final class DayPartitions {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy_MM_dd");

    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    /** The days (UTC) of some instants, in order. */
    static Set<LocalDate> days(Iterable<Instant> instants) {
        Set<LocalDate> days = new TreeSet<>();
        for (Instant instant : instants) {
            days.add(instant.atOffset(ZoneOffset.UTC).toLocalDate());
        }
        return days;
    }

    boolean allKnown(Set<LocalDate> days) {
        return known.containsAll(days);
    }

    /** Makes the partitions that are missing. To be called in a transaction of its own: it takes strong locks. */
    void create(Connection c, Set<LocalDate> days) throws SQLException {
        try (Statement statement = c.createStatement()) {
            // Two processes that make the same partition at once would otherwise trip over each other.
            statement.execute("select pg_advisory_xact_lock(hashtextextended('plumbline.partitions', 0))");
            for (LocalDate day : days) {
                if (!known.contains(day)) {
                    statement.execute(
                            "create table if not exists prediction_%s partition of prediction for values from ('%s 00:00:00+00') to ('%s 00:00:00+00')"
                                    .formatted(NAME.format(day), day, day.plusDays(1)));
                }
            }
        }
    }

    void remember(Set<LocalDate> days) {
        known.addAll(days);
    }
}
