package io.plumbline.ingest;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.feedback.FeedbackSinks;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.load.FleetTraffic;
import io.plumbline.profile.ProfileSinks;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import io.plumbline.testing.TestDatabase;
import io.plumbline.testing.TopicEnds;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The road from Kafka to PostgreSQL without the application: the same classes, put together by hand.
 *
 * @param broker where Kafka is
 * @param database where the events go
 * @param topic topic of the events
 * @param size how much of everything
 */
record IngestRig(String broker, TestDatabase database, String topic, Size size) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static final String MODEL = "garments";

    /** The model of {@link FleetTraffic}. */
    static final String FLEET_MODEL = "fleet";

    /** The only models that the rig knows. */
    static final ModelCatalog MODELS = name -> switch (name) {
        case MODEL -> Optional.of(new ModelCatalog.Facts(MODEL, List.of("device", "os")));
        case FLEET_MODEL -> Optional.of(new ModelCatalog.Facts(FLEET_MODEL, FleetTraffic.SEGMENTS));
        default -> Optional.empty();
    };

    /** Partitions of the topic, consumers of a worker, and records of a batch. */
    record Size(int partitions, int consumers, int batch) {
        static final Size SMALL = new Size(2, 1, 50);
    }

    IngestRig(String broker, TestDatabase database, String topic) {
        this(broker, database, topic, Size.SMALL);
    }

    /** With a database and a topic of its own. */
    static IngestRig create(EmbeddedServers servers, String name) throws SQLException, InterruptedException {
        return create(servers, name, Size.SMALL);
    }

    static IngestRig create(EmbeddedServers servers, String name, Size size) throws SQLException, InterruptedException {
        IngestRig rig = new IngestRig(servers.bootstrapServers(), TestDatabase.create(servers, name), name, size);
        rig.topics(Map.of()).create(PATIENCE);
        return rig;
    }

    /**
     * What a test may put in between.
     *
     * @param models asked for each event before anything is written
     * @param sinks beside those of profiles and corrections
     * @param dataSource between the writer and the pool
     */
    record Hooks(ModelCatalog models, List<BatchSink> sinks, UnaryOperator<DataSource> dataSource) {
        static final Hooks NONE = new Hooks(MODELS, List.of(), UnaryOperator.identity());
    }

    /** A running worker, with its connections. */
    record Running(IngestRig rig, IngestWorker worker, AgroalDataSource pool) implements AutoCloseable {
        void awaitAllRead() {
            rig.awaitAllRead();
        }

        @Override
        public void close() {
            try {
                worker.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            pool.close();
        }
    }

    TestIngestConfig config(Optional<String> instance) {
        return new TestIngestConfig(topic, instance, size.partitions(), size.consumers(), size.batch());
    }

    Topics topics(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("bootstrap.servers", broker);
        return new Topics(settings, config(Optional.empty()));
    }

    BatchWriter writer(Transactions transactions, Hooks hooks) {
        List<BatchSink> sinks = new ArrayList<>(hooks.sinks());
        sinks.add(ProfileSinks.sink());
        sinks.add(FeedbackSinks.sink(MODELS, transactions));
        return new BatchWriter(transactions, sinks);
    }

    /**
     * Starts a worker.
     *
     * @param instance its name, with which it takes its partitions up again at once after a kill; empty: it has none, and
     *     leaves its group when it pauses for too long
     */
    Running start(String instance, Map<String, Object> kafka, Hooks hooks) {
        AgroalDataSource pool = database.pool();
        Transactions transactions = new Transactions(hooks.dataSource().apply(pool));
        IngestWorker worker = new IngestWorker(
                config(Optional.of(instance).filter(name -> !name.isEmpty())),
                topics(kafka),
                transactions,
                writer(transactions, hooks),
                hooks.models(),
                new IngestMetrics(new SimpleMeterRegistry()));
        worker.start();
        return new Running(this, worker, pool);
    }

    /** Returns when all that is in the topic has been read, according to PostgreSQL, and the chores have counted it. */
    void awaitAllRead() {
        long end = ends();
        Await.until("all records read", PATIENCE, () -> read() == end);
        try (AgroalDataSource pool = database.pool()) {
            doChores(new Transactions(pool));
        }
    }

    /** What the application does every few seconds. */
    static void doChores(Transactions transactions) {
        FeedbackSinks.leftOvers(MODELS, transactions).run();
        ProfileSinks.compaction(transactions).compact();
    }

    /** Sum of the offsets in PostgreSQL. */
    long read() {
        return database.number("select coalesce(sum(next_offset), 0) from consumer_offset");
    }

    /** Sum of the topic's ends. */
    long ends() {
        return TopicEnds.sum(broker, topic);
    }
}
