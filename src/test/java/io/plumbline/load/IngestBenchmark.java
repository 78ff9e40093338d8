package io.plumbline.load;

import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import io.plumbline.ingest.BareCopy;
import io.plumbline.load.FleetTraffic.Mix;
import io.plumbline.load.Stage.Filled;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How fast events go from a full topic into durable, deduplicated, profiled rows, beside what PostgreSQL and Kafka do alone.
 * Broker, database, application and load share the machine. Each run is compared with the ledger of what was sent.
 */
public final class IngestBenchmark {
    private static final long SEED = 20261123;
    private static final int PARTITIONS = 4;
    private static final Mix ONCE = new Mix(Mix.FIELD.late(), 0, Mix.FIELD.malformed(), Mix.FIELD.corrections());
    private static final Mix VALID = new Mix(Mix.FIELD.late(), Mix.FIELD.duplicates(), 0, Mix.FIELD.corrections());
    private static final int GATEWAY_EVENTS = 300_000;
    private static final int PART = 500_000;
    private static final String ALL = ".*";

    private final Stage stage;
    private final int events;
    private final long filled;
    private final Pattern wanted;
    private final Table table = new Table(
            "ingest of",
            "events/s",
            "/ bare COPY",
            "/ consumer",
            "peak heap, MiB",
            "row + index, bytes",
            "µs of a core: application + PostgreSQL + broker");
    private double copyRate;
    private double consumerRate;

    private IngestBenchmark(Stage stage, int events, long filled, String wanted) {
        this.stage = stage;
        this.events = events;
        this.filled = filled;
        this.wanted = Pattern.compile(wanted);
    }

    private boolean wants(String run) {
        return wanted.matcher(run).find();
    }

    /**
     * The command.
     *
     * @param arguments number of events; rows of the large table, of which 0 leaves that run out; and a regular expression: only
     *     runs are made whose names match. With three million, twenty million and all the tables go into docs/performance.md
     */
    public static void main(String[] arguments) throws Exception {
        int events = Integer.parseInt(arguments[0]);
        long filled = Long.parseLong(arguments[1]);
        boolean full = events == 3_000_000 && filled == 20_000_000 && arguments[2].equals(ALL);
        try (Stage stage = new Stage()) {
            Page page = new Page();
            IngestBenchmark benchmark = new IngestBenchmark(stage, events, filled, arguments[2]);
            benchmark.ingest(page);
            if (benchmark.wants("gateway")) {
                benchmark.gateway(page);
            }
            System.out.println(page.print());
            if (full) {
                page.fill(Path.of("docs", "performance.md"));
            }
        }
    }

    private void ingest(Page page) throws IOException, SQLException, InterruptedException {
        Filled field = stage.fill("field", PARTITIONS, Stage.traffic(SEED, Mix.FIELD, events), events);
        consumerRate = bareConsumer(field);
        copyRate = bareCopy(field);
        run("field traffic, 4 partitions", () -> field, () -> stage.database("four"), 1);
        run("the same, by 2 processes", () -> field, () -> stage.database("two_processes"), 2);
        if (filled > 0) {
            run(String.format(Locale.ROOT, "the same, into a table of %,d rows", filled), () -> field, this::large, 1);
        }
        run(
                "without duplicates",
                () -> stage.fill("once", PARTITIONS, Stage.traffic(SEED + 1, ONCE, events), events),
                () -> stage.database("once"),
                1);
        run(
                "1 partition",
                () -> stage.fill("single", 1, Stage.traffic(SEED + 2, Mix.FIELD, events), events),
                () -> stage.database("single"),
                1);
        Table references = new Table("reference", "a second");
        references.row("bare COPY, rows", rate(copyRate));
        references.row("bare consumer that polls and parses, records", rate(consumerRate));
        page.add("ingest-references", references);
        page.add("ingest", table);
    }

    /** Something that a run needs, and that takes its time to make. */
    @FunctionalInterface
    private interface Needed<T> {
        T make() throws SQLException;
    }

    private void run(String what, Needed<Filled> topic, Needed<TestDatabase> in, int processes)
            throws IOException, SQLException, InterruptedException {
        if (!wants(what)) {
            return;
        }
        TestDatabase database = in.make();
        String name = database.url().replaceAll(".*/|\\?.*", "");
        IngestRun run = IngestRun.of(stage, name, topic.make(), database, processes);
        table.row(
                what,
                rate(run.rate()),
                ratio(run.rate() / copyRate),
                ratio(run.rate() / consumerRate),
                Long.toString(run.peakHeapMiB()),
                run.heapBytesPerRow() + " + " + run.indexBytesPerRow(),
                run.work().perEvent(run.events()));
        System.err.printf(
                Locale.ROOT,
                "%s: %,.0f events/s, %.2f of COPY, %s µs of a core, equal to the ledger%n",
                what,
                run.rate(),
                run.rate() / copyRate,
                run.work().perEvent(run.events()));
    }

    /** The same rows into an equal, empty table. */
    private double bareCopy(Filled topic) throws SQLException {
        TestDatabase database = stage.database("bare");
        try (Connection c = Stage.connect(database)) {
            BareCopy.makeTable(c, "bare");
            BareCopy.Result copied = BareCopy.run(c, "bare", topic.traffic(), 0, events, Instant.now());
            if (copied.rows() != topic.ledger().predictions()) {
                throw new AssertionError(
                        copied.rows() + " rows copied of " + topic.ledger().predictions());
            }
            System.err.printf(Locale.ROOT, "bare COPY: %,.0f rows/s%n", copied.rate());
            try (Statement statement = c.createStatement()) {
                // So that nobody vacuums it while something else is measured
                statement.execute("drop table bare");
                statement.execute("checkpoint");
            }
            return copied.rate();
        }
    }

    /** A database that holds the predictions of another model on the days at hand already. */
    private TestDatabase large() throws SQLException {
        TestDatabase database = stage.database("large");
        Instant today = Instant.now().minus(Duration.ofHours(4));
        FleetTraffic others = new FleetTraffic(
                SEED + 3,
                "others",
                new Mix(0, 0, 0, 0),
                today,
                Duration.ofHours(4).dividedBy(filled),
                1_000_000);
        try (Connection c = Stage.connect(database)) {
            BareCopy.makeDays(c, today, Instant.now());
            for (long from = 0; from < filled; from += PART) {
                BareCopy.run(c, "prediction", others, from, Math.min(filled, from + PART), Instant.now());
                Stage.progress("filling the large table", Math.min(filled, from + PART), filled);
            }
        }
        return database;
    }

    private double bareConsumer(Filled topic) {
        long accepted = 0;
        long rejected = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stage.broker(),
                        "group.id",
                        "bare",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic.topic()));
            long start = 0;
            while (accepted + rejected < events) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    start = start == 0 ? System.nanoTime() : start;
                    try {
                        EventParser.parse(record.value());
                        accepted++;
                    } catch (EventRejection e) {
                        rejected++;
                    }
                }
            }
            if (rejected != topic.ledger().malformed()) {
                throw new AssertionError(
                        rejected + " records refused of " + topic.ledger().malformed());
            }
            double rate = events / ((System.nanoTime() - start) / 1e9);
            System.err.printf(Locale.ROOT, "bare consumer: %,.0f records/s%n", rate);
            return rate;
        }
    }

    private void gateway(Page page) throws IOException, SQLException, InterruptedException, ExecutionException {
        int some = Math.min(events, GATEWAY_EVENTS);
        GatewayRun run = GatewayRun.of(stage, Stage.traffic(SEED + 4, VALID, some), some);
        Table gateway = new Table("events a second", "to the broker, acknowledged", "/ producer");
        gateway.row("bare producer, acks=all", rate(run.producer()), "1");
        gateway.row(
                "gateway, requests of 500 over 8 connections",
                rate(run.gateway()),
                ratio(run.gateway() / run.producer()));
        page.add("gateway", gateway);
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
