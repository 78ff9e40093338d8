package io.plumbline.load;

import io.plumbline.load.Stage.Filled;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ingest of a topic that is full already, by processes of the packaged application.
 *
 * @param events records in the topic
 * @param seconds from the first offset that moved until all is read and in the profiles; what was read at the first look is
 *     charged at the rate of the rest
 * @param peakHeapMiB of the process that used most, before a collection
 * @param heapBytesPerRow of the prediction table on disk
 * @param indexBytesPerRow of its indexes
 * @param work processor time in these seconds
 */
record IngestRun(
        long events, double seconds, long peakHeapMiB, long heapBytesPerRow, long indexBytesPerRow, Work work) {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->\\d+M\\(\\d+M\\)");
    static final String NOT_PROFILED = "select count(*) from profile_delta";
    private static final String PROGRESS =
            "select (select coalesce(sum(next_offset), 0) from consumer_offset), (" + NOT_PROFILED + ")";

    /** Events a second. */
    double rate() {
        return events / seconds;
    }

    /**
     * Starts so many processes, waits until all is read, and compares what is stored with the ledger.
     *
     * @throws AssertionError if anything differs
     */
    static IngestRun of(Stage stage, String name, Filled filled, TestDatabase database, int processes)
            throws IOException, SQLException, InterruptedException {
        List<Child> apps = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                apps.add(stage.app(name + i, database, filled.topic(), settings(name, i)));
            }
            long events = filled.ledger().records();
            Measured measured = measure(stage, name, database, apps, events);
            long peak = 0;
            for (Child app : apps) {
                peak = Math.max(peak, peakHeap(stage.gcLog(app.name())));
                app.stop();
            }
            check(name, filled.ledger(), database);
            long rows = database.number("select count(*) from prediction");
            return new IngestRun(
                    events,
                    measured.seconds(),
                    peak,
                    size(database, "pg_table_size") / rows,
                    size(database, "pg_indexes_size") / rows,
                    measured.work());
        } finally {
            apps.forEach(Child::close);
        }
    }

    /** What a process that only ingests is told. */
    static Map<String, String> settings(String name, int process) {
        return Map.of(
                "plumbline.roles",
                "ingest",
                "plumbline.ingest.group",
                name,
                "plumbline.access.admin-token",
                "false",
                "quarkus.flyway.migrate-at-start",
                process == 0 ? "true" : "false");
    }

    private record Measured(double seconds, Work work) {}

    /** By one connection: a new one for each look would cost the machine what it measures. */
    private static Measured measure(Stage stage, String name, TestDatabase database, List<Child> apps, long events)
            throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long start = 0;
        long readAtStart = 0;
        Work before = new Work(0, 0, 0);
        awaitSchema(database, apps);
        try (Connection c = Stage.connect(database);
                PreparedStatement look = c.prepareStatement(PROGRESS)) {
            while (true) {
                long read;
                long waiting;
                try (ResultSet row = look.executeQuery()) {
                    row.next();
                    read = row.getLong(1);
                    waiting = row.getLong(2);
                }
                long now = System.nanoTime();
                if (start == 0 && read > 0) {
                    start = now;
                    readAtStart = read;
                    before = Work.now(stage.postgres(), apps);
                }
                if (start > 0) {
                    System.err.printf(
                            "\r%s: %,d of %,d read in %.0f s, %d batches not in the profiles   ",
                            name, read, events, (now - start) / 1e9, waiting);
                }
                if (read >= events && waiting == 0) {
                    System.err.println();
                    Work work = Work.now(stage.postgres(), apps).since(before);
                    return new Measured((now - start) / 1e9 * events / (events - readAtStart), work);
                }
                apps.forEach(Child::requireAlive);
                if (now > deadline) {
                    throw new AssertionError(name + ": only " + read + " of " + events + " read.\n"
                            + apps.get(0).threads() + apps.get(0).lastWords());
                }
                Thread.sleep(100);
            }
        }
    }

    private static void awaitSchema(TestDatabase database, List<Child> apps) {
        Await.until("the application has made its tables", PATIENCE, () -> {
            apps.forEach(Child::requireAlive);
            return database.number("select count(*) from pg_tables where tablename = 'profile_delta'") == 1;
        });
    }

    /** Compares what is stored with the ledger. */
    static void check(String name, Ledger ledger, TestDatabase database) throws SQLException {
        try (Connection c = Stage.connect(database)) {
            List<String> differences = LedgerCheck.differences(c, Stage.MODEL, ledger);
            if (!differences.isEmpty()) {
                throw new AssertionError(name + ": " + differences);
            }
        }
    }

    private static long size(TestDatabase database, String function) {
        return database.number(
                "select sum(" + function + "(inhrelid)) from pg_inherits where inhparent = 'prediction'::regclass");
    }

    private static long peakHeap(Path log) throws IOException {
        long peak = 0;
        Matcher collections = COLLECTION.matcher(Files.readString(log));
        while (collections.find()) {
            peak = Math.max(peak, Long.parseLong(collections.group(1)));
        }
        return peak;
    }
}
