package io.plumbline.ingest;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/** Partitions of the prediction table, one a day (UTC). */
@Sql
final class DayPartitions {
    private static final String PREFIX = "prediction_";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'" + PREFIX + "'yyyy_MM_dd");
    private static final long SECONDS_A_DAY = 86_400;

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('plumbline.partitions', 0))";

    private static final String EXISTS = "select to_regclass(?) is not null";

    /**
     * Attached at the end, which stops nobody who writes into other days meanwhile. A day only grows: it is vacuumed and analysed
     * when it has doubled, not, as is usual, each time that a fifth or a tenth has come.
     */
    private static final String CREATE = """
        create table %1$s (like prediction including defaults including constraints)
            with (autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 1);
        create unique index %1$s_identity on %1$s (id, source);
        alter table prediction attach partition %1$s for values from ('%2$s 00:00:00+00') to ('%3$s 00:00:00+00')
        """;

    private static final String ALL = """
        select inhrelid::regclass::text from pg_inherits where inhparent = 'prediction'::regclass order by 1
        """;

    private static final String NOTE =
            "insert into prediction_receipt (day, received_on) values (?, ?) on conflict do nothing";

    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();
    private final Set<Receipt> noted = ConcurrentHashMap.newKeySet();

    /** That predictions of a day were received on a day, both UTC. */
    record Receipt(LocalDate day, LocalDate receivedOn) implements Comparable<Receipt> {
        private static final Comparator<Receipt> ORDER =
                Comparator.comparing(Receipt::day).thenComparing(Receipt::receivedOn);

        @Override
        public int compareTo(Receipt other) {
            return ORDER.compare(this, other);
        }
    }

    /** The day (UTC) of an instant. */
    static LocalDate day(Instant instant) {
        return LocalDate.ofEpochDay(number(instant));
    }

    /** The same, counted from 1970. */
    static long number(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS_A_DAY);
    }

    /** Name of a day's table. */
    static String table(LocalDate day) {
        return NAME.format(day);
    }

    boolean allKnown(Collection<LocalDate> days) {
        return known.containsAll(days);
    }

    /**
     * Makes the partitions that are missing. To be called in a transaction of its own, and {@link #remember} after it:
     * what is rolled back must not be taken for made.
     */
    void create(Connection c, Collection<LocalDate> days) throws SQLException {
        lock(c);
        for (LocalDate day : days) {
            if (!known.contains(day) && !exists(c, day)) {
                try (Statement create = c.createStatement()) {
                    create.execute(CREATE.formatted(table(day), day, day.plusDays(1)));
                }
            }
        }
    }

    void remember(Collection<LocalDate> days) {
        known.addAll(days);
    }

    /** Notes when predictions were received, in the transaction that writes them; {@link #rememberNoted} after it. */
    void note(Connection c, SortedSet<Receipt> receipts) throws SQLException {
        if (noted.containsAll(receipts)) {
            return;
        }
        try (PreparedStatement note = c.prepareStatement(NOTE)) {
            for (Receipt receipt : receipts) {
                note.setObject(1, receipt.day());
                note.setObject(2, receipt.receivedOn());
                note.addBatch();
            }
            note.executeBatch();
        }
    }

    void rememberNoted(Collection<Receipt> receipts) {
        noted.addAll(receipts);
    }

    /** To be called where a partition was missing after all: another process has dropped it. */
    void forget() {
        known.clear();
        noted.clear();
    }

    /** Two processes that make or drop the same partition at once would otherwise trip over each other. */
    static void lock(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(LOCK);
        }
    }

    /** The days that have a partition, in order. */
    static List<LocalDate> days(Connection c) throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                days.add(LocalDate.parse(row.getString(1), NAME));
            }
        }
        return days;
    }

    static boolean exists(Connection c, LocalDate day) throws SQLException {
        try (PreparedStatement exists = c.prepareStatement(EXISTS)) {
            exists.setString(1, table(day));
            try (ResultSet row = exists.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
