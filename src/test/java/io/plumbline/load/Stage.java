package io.plumbline.load;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.embedded.Ports;
import io.plumbline.ingest.EventProducer;
import io.plumbline.testing.Child;
import io.plumbline.testing.TemporaryHome;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a PostgreSQL of their own for a benchmark, with what it needs of topics, databases and applications. */
final class Stage implements AutoCloseable {
    static final String MODEL = "fleet";

    private static final int FLEET = 50_000;
    private static final int UNDERWAY = 50_000;
    private static final Duration STEP = Duration.ofMillis(7);

    private final TemporaryHome home = new TemporaryHome();
    private final EmbeddedServers servers = EmbeddedServers.start(home.options());

    /** A topic full of traffic, and what must come of it. */
    record Filled(String topic, FleetTraffic traffic, Ledger ledger) {}

    /** Traffic that ends now or has ended: nothing of it is ahead of the broker's clock. */
    static FleetTraffic traffic(long seed, FleetTraffic.Mix mix, long events) {
        Instant from = Instant.now().minus(STEP.multipliedBy(events)).minus(1, ChronoUnit.HOURS);
        return new FleetTraffic(seed, MODEL, mix, from.truncatedTo(ChronoUnit.HOURS), STEP, FLEET);
    }

    String broker() {
        return servers.bootstrapServers();
    }

    /** Makes a topic and sends the first records of some traffic. */
    Filled fill(String topic, int partitions, FleetTraffic traffic, long events) {
        makeTopic(topic, partitions);
        Ledger ledger = new Ledger(traffic);
        List<Future<RecordMetadata>> underway = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (long i = 0; i < events; i++) {
                Sent sent = traffic.at(i);
                ledger.add(sent);
                underway.add(producer.send(record(topic, sent)));
                if (underway.size() == UNDERWAY || i == events - 1) {
                    await(underway);
                }
                progress("filling " + topic, i + 1, events);
            }
        }
        return new Filled(topic, traffic, ledger);
    }

    /** Sends one record; that the broker has not taken it shows in what is missing in the end. */
    @SuppressWarnings("FutureReturnValueIgnored") // Safe because: the ledger is compared with what arrived.
    void send(KafkaProducer<byte[], byte[]> producer, String topic, Sent sent) {
        producer.send(record(topic, sent));
    }

    /** Returns when the broker has them all, and forgets them. */
    private static void await(List<Future<RecordMetadata>> underway) {
        try {
            for (Future<RecordMetadata> sent : underway) {
                sent.get();
            }
            underway.clear();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void makeTopic(String topic, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)
                            .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the gateway sends: every replica has to acknowledge, and the shard chooses the partition. */
    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker(),
                        "partitioner.class",
                        EventProducer.ByShard.class,
                        "compression.type",
                        "zstd",
                        "compression.zstd.level",
                        1,
                        "linger.ms",
                        2,
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static ProducerRecord<byte[], byte[]> record(String topic, Sent sent) {
        return new ProducerRecord<>(
                topic, sent.event().source().getBytes(java.nio.charset.StandardCharsets.UTF_8), sent.bytes());
    }

    /** An empty database that knows the model. */
    TestDatabase database(String name) throws SQLException {
        TestDatabase database = TestDatabase.create(servers, name);
        try (Connection c = connect(database);
                PreparedStatement model = c.prepareStatement(
                        "insert into model values (?, 'Fleet', 'classification', ?, now(), 'benchmark')")) {
            model.setString(1, MODEL);
            model.setArray(2, c.createArrayOf("text", FleetTraffic.SEGMENTS.toArray()));
            model.executeUpdate();
        }
        return database;
    }

    static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    /** Starts the packaged application, with 512 MiB of heap. */
    Child app(String name, TestDatabase database, String topic, Map<String, String> settings) throws IOException {
        Path folder = Files.createDirectories(home.folder().resolve(name));
        Map<String, String> all = new HashMap<>(Map.of(
                "plumbline.home",
                folder.toString(),
                "plumbline.demo",
                "false",
                "plumbline.ingest.topic",
                topic,
                "plumbline.ingest.group",
                name,
                "quarkus.http.port",
                Integer.toString(Ports.free()),
                "kafka.bootstrap.servers",
                broker(),
                "quarkus.datasource.jdbc.url",
                database.url(),
                "quarkus.datasource.username",
                database.user(),
                "quarkus.datasource.password",
                database.password()));
        all.putAll(settings);
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xlog:gc:file=" + gcLog(name)));
        all.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        arguments.add("-jar");
        arguments.add(
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString());
        return new Child(name, folder, arguments);
    }

    Path gcLog(String app) {
        return home.folder().resolve(app + ".gc.log");
    }

    /** Where the database keeps its files. */
    Path postgres() {
        return home.folder().resolve("postgres");
    }

    /** Where the application keeps its files. */
    Path home(String app) {
        return home.folder().resolve(app);
    }

    /** One line that is written over and over. */
    static void progress(String what, long done, long all) {
        if (done % 100_000 == 0 || done == all) {
            System.err.printf("\r%s: %,d of %,d%s", what, done, all, done == all ? "\n" : "");
        }
    }

    @Override
    public void close() {
        servers.close();
        home.close();
    }
}
