package io.plumbline.ingest;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * The threads of the role {@code ingest}: each consumes until it is stopped, and starts over after whatever went wrong. They
 * share the partitions among them as processes do.
 */
@ApplicationScoped
public class IngestWorker {
    private static final Logger LOG = Logger.getLogger(IngestWorker.class);
    private static final long PAUSE_MILLIS = 1_000;
    /** Records of one poll: of the largest size, so many are in memory at once on top of a batch. */
    private static final int MAX_POLL = 500;

    private static final Duration TOPICS_PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES_BEFORE_NEW_CONSUMER = 5;

    private final IngestConfig config;
    private final Topics topics;
    private final Transactions transactions;
    private final BatchWriter writer;
    private final ModelCatalog models;
    private final IngestMetrics metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, Long> lettersSent = new ConcurrentHashMap<>();

    public IngestWorker(
            IngestConfig config,
            Topics topics,
            Transactions transactions,
            BatchWriter writer,
            ModelCatalog models,
            IngestMetrics metrics) {
        this.config = config;
        this.topics = topics;
        this.transactions = transactions;
        this.writer = writer;
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * Begins to consume. Returns at once: the broker may still be away. A second call does nothing.
     *
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public synchronized void start() {
        requireAtLeast("plumbline.ingest.consumers", 1, config.consumers());
        requireAtLeast("plumbline.ingest.batch", 1, config.batch());
        requireAtLeast(
                "plumbline.ingest.retention, in days,", 1, config.retention().toDays());
        while (threads.size() < config.consumers()) {
            int number = threads.size();
            Thread thread = new Thread(() -> run(number), "plumbline-ingest-" + number);
            threads.add(thread);
            thread.start();
        }
    }

    /** Ends after the batches at hand. */
    @PreDestroy
    public synchronized void stop() throws InterruptedException {
        stopped.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
    }

    private static void requireAtLeast(String setting, long least, long actual) {
        if (actual < least) {
            throw new IllegalArgumentException(setting + " is " + actual + "; at least " + least + " is needed.");
        }
    }

    private void run(int number) {
        while (stopped.getCount() > 0) {
            try {
                consume(number);
            } catch (RuntimeException | InterruptedException e) {
                // An interrupt that nobody but a library may have sent ends nothing: only stop() does.
                LOG.warnf("Ingest starts over: %s", e);
                LOG.debug("Because of", e);
                pause();
            } catch (Error e) {
                LOG.error("Ingest starts over after an error of the machine", e);
                pause();
            }
        }
    }

    private void consume(int number) throws InterruptedException {
        topics.create(TOPICS_PATIENCE);
        ExecutorService writing =
                Executors.newSingleThreadExecutor(task -> new Thread(task, "plumbline-ingest-writer-" + number));
        try (KafkaConsumer<byte[], byte[]> kafka = new KafkaConsumer<>(consumerSettings(number));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerSettings())) {
            EventConsumer consumer = new EventConsumer(
                    new EventConsumer.Parts(
                            kafka,
                            transactions,
                            writer,
                            writing,
                            new DeadLetters(producer, config.deadLetterTopic(), lettersSent),
                            models,
                            metrics),
                    number,
                    config.batch());
            kafka.subscribe(List.of(config.topic()), consumer);
            try {
                consume(consumer);
            } finally {
                consumer.finish();
            }
        } finally {
            metrics.ended(number);
            writing.shutdown();
        }
    }

    private void consume(EventConsumer consumer) {
        int failures = 0;
        while (stopped.getCount() > 0) {
            try {
                consumer.step();
                failures = 0;
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (RuntimeException e) {
                // The same consumer may go on: a rebalance costs more than the pause that a database needs.
                if (++failures >= TRIES_BEFORE_NEW_CONSUMER) {
                    throw e;
                }
                LOG.warnf("A batch failed and will be read again: %s", e.getMessage());
                LOG.debug("Because of", e);
                pause();
            }
        }
    }

    private Map<String, Object> consumerSettings(int number) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("group.id", config.group());
        config.instance().ifPresent(instance -> settings.put("group.instance.id", instance + "-" + number));
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", Math.min(MAX_POLL, config.batch()));
        settings.put("fetch.max.bytes", 16 << 20);
        settings.put("max.partition.fetch.bytes", 4 << 20);
        settings.put("session.timeout.ms", 10_000);
        return topics.client(settings);
    }

    private Map<String, Object> producerSettings() {
        return topics.client(Map.of(
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class,
                "acks", "all"));
    }

    private void pause() {
        try {
            // Not a sleep: a stop ends it at once.
            if (stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped");
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted in a pause, goes on", e);
        }
    }
}
