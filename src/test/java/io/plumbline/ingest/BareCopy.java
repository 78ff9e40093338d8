package io.plumbline.ingest;

import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import io.plumbline.event.Prediction;
import io.plumbline.load.FleetTraffic;
import io.plumbline.load.Sent;
import io.plumbline.load.Sent.Predicted;
import io.plumbline.store.BinaryCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The reference of the ingest: the rows of its predictions, copied by nothing but COPY into a table with the same key. */
public final class BareCopy {
    private static final int BATCH = 10_000;

    private final FleetTraffic traffic;
    private final Instant receivedAt;
    private final EventEncoding encoding = new EventEncoding();
    private long rows;
    private long nanos;

    private BareCopy(FleetTraffic traffic, Instant receivedAt) {
        this.traffic = traffic;
        this.receivedAt = receivedAt;
    }

    /** How many rows were copied, and how long that took: sending and committing, not making them. */
    public record Result(long rows, double seconds) {
        /** Rows a second. */
        public double rate() {
            return rows / seconds;
        }
    }

    /** Makes a table equal to a day's partition. */
    public static void makeTable(Connection c, String table) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(
                    "create table %1$s (like prediction including defaults including constraints)".formatted(table));
            statement.execute("create unique index %1$s_identity on %1$s (id, source)".formatted(table));
        }
    }

    /** Makes the partitions of all days from one instant to another. */
    public static void makeDays(Connection c, Instant from, Instant to) throws SQLException {
        List<LocalDate> days = DayPartitions.day(from)
                .datesUntil(DayPartitions.day(to).plusDays(1))
                .toList();
        new DayPartitions().create(c, days);
    }

    /**
     * Copies the different predictions among some records of the traffic, a transaction for each ten thousand.
     *
     * @param from index of the first record
     * @param to index after the last record
     */
    public static Result run(Connection c, String table, FleetTraffic traffic, long from, long to, Instant receivedAt)
            throws SQLException {
        BareCopy run = new BareCopy(traffic, receivedAt);
        c.setAutoCommit(false);
        for (long at = from; at < to; ) {
            BinaryCopy copy = new BinaryCopy();
            for (; at < to && copy.rows() < BATCH; at++) {
                run.encode(copy, at);
            }
            run.send(c, copy, table);
        }
        c.setAutoCommit(true);
        return new Result(run.rows, run.nanos / 1e9);
    }

    private void encode(BinaryCopy copy, long at) {
        Sent sent = traffic.at(at);
        if (sent.origin() == at && sent.event() instanceof Predicted) {
            try {
                encoding.prediction(copy, new Received<>((Prediction) EventParser.parse(sent.bytes()), receivedAt));
            } catch (EventRejection e) {
                throw new IllegalStateException("The traffic's own prediction", e);
            }
        }
    }

    private void send(Connection c, BinaryCopy copy, String table) throws SQLException {
        long start = System.nanoTime();
        rows += copy.send(
                c, "copy " + table + " (" + EventEncoding.PREDICTION_COLUMNS + ") from stdin (format binary)");
        c.commit();
        nanos += System.nanoTime() - start;
    }
}
