package io.plumbline.ingest;

import io.plumbline.kernel.Cell;
import io.plumbline.kernel.Rejection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts events into their topic and waits until the broker has them.
 *
 * <p>A broker that goes away costs those requests the wait for it that are at it then. The others hear at once that it is
 * away, until a thread that watches it has its answer again: no queue of waiting requests builds up, however many come.
 */
@ApplicationScoped
public class EventProducer {
    /** Most bytes of records that wait for the broker. */
    private static final int BUFFER_BYTES = 32 << 20;

    private static final long WATCH_MILLIS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(EventProducer.class);

    private final IngestConfig config;
    private final Topics topics;
    private final IngestMetrics metrics;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean away;
    private volatile Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    public EventProducer(IngestConfig config, Topics topics, IngestMetrics metrics) {
        this.config = config;
        this.topics = topics;
        this.metrics = metrics;
    }

    /**
     * A record for the topic of events.
     *
     * @param key events of one key stay in order; null: in any
     * @param value an event
     * @param headers names and values
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    public record Outgoing(byte @Nullable [] key, byte[] value, List<Header> headers) {
        /** Copies the headers. */
        public Outgoing {
            headers = List.copyOf(headers);
        }

        /** Without headers. */
        static Outgoing of(byte[] key, byte[] value) {
            return new Outgoing(key, value, List.of());
        }
    }

    /**
     * A header of a record.
     *
     * @param name its name
     * @param value its value, which Kafka allows to be null
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    public record Header(String name, byte @Nullable [] value) {}

    /**
     * Chooses partitions as {@link Cell} does shards. Where the number of partitions is a power of two, no two partitions share
     * a shard up to {@link Cell#SHARDS} of them, and their consumers never wait for each other's counts. Any other choice
     * is as right, only slower.
     */
    public static final class ByShard implements Partitioner {
        @Override
        public int partition(
                String topic, Object key, byte @Nullable [] source, Object value, byte[] event, Cluster cluster) {
            return (int) (Cell.hash(source == null ? event : source) % cluster.partitionCountForTopic(topic));
        }

        @Override
        public void configure(Map<String, ?> settings) {
            // There is nothing to set.
        }

        @Override
        public void close() {
            // There is nothing to let go of.
        }
    }

    /**
     * Sends them all; they are durable when it returns.
     *
     * @throws Rejection UNAVAILABLE if the broker does not answer in {@code plumbline.ingest.broker-timeout}, or does not take
     *     them: then some may be in the topic, and sending them again is right
     */
    public void send(List<Outgoing> events) {
        if (events.isEmpty()) {
            return;
        }
        if (away) {
            throw unavailable(new TimeoutException("It did not answer just now"));
        }
        try {
            sendAndWait(events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (TimeoutException e) {
            watch();
            throw unavailable(e);
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            if (cause instanceof RetriableException) {
                watch();
                throw unavailable(e);
            }
            throw refused(cause);
        }
    }

    /** Until the broker answers again, nobody waits for it. */
    private void watch() {
        if (watching.compareAndSet(false, true)) {
            away = true;
            Thread thread = new Thread(this::awaitBroker, "plumbline-broker-watch");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void awaitBroker() {
        try {
            while (!closed.await(WATCH_MILLIS, TimeUnit.MILLISECONDS) && !topics.answers(PATIENCE)) {
                LOG.debug("The broker is away");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            away = false;
            watching.set(false);
        }
    }

    private void sendAndWait(List<Outgoing> events) throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        long timeout = config.brokerTimeout().toNanos();
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (Outgoing event : events) {
            // Each call may wait for half of the time, so none may begin in the other half.
            if (System.nanoTime() - begin > timeout / 2) {
                throw new TimeoutException("The producer has no room");
            }
            Future<RecordMetadata> future = producer().send(record(event));
            if (future.isDone()) {
                // The producer reports a broker that is away here, after max.block.ms: once is enough.
                future.get();
            }
            sent.add(future);
        }
        for (Future<RecordMetadata> future : sent) {
            future.get(Math.max(0, begin + timeout - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Outgoing event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(config.topic(), event.key(), event.value());
        event.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        return record;
    }

    /** Not because it is away: settings or rights are wrong, or the producer is spoilt, and another may do. */
    private Rejection refused(Throwable cause) {
        LOG.errorf("The broker does not take events: %s", cause);
        metrics.unavailable();
        if (!(cause instanceof RecordTooLargeException)) {
            replaceProducer();
        }
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "broker-refuses",
                "The broker does not take these events: " + cause.getMessage()
                        + " Nothing is lost: keep them and send them again when its operator has mended that.",
                cause);
    }

    private synchronized void replaceProducer() {
        producer.ifPresent(spoilt -> spoilt.close(Duration.ZERO));
        producer = Optional.empty();
    }

    private Rejection unavailable(Exception cause) {
        metrics.unavailable();
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "broker-away",
                "The broker does not answer; nothing is lost: keep the events and send them again.",
                cause);
    }

    private Producer<byte[], byte[]> producer() throws InterruptedException {
        Optional<Producer<byte[], byte[]>> known = producer;
        if (known.isPresent()) {
            return known.get();
        }
        synchronized (this) {
            if (producer.isEmpty()) {
                // Before the first record: a broker that makes topics by itself would make another kind.
                topics.create(config.brokerTimeout().dividedBy(2));
                producer = Optional.of(new KafkaProducer<>(topics.client(settings())));
            }
            return producer.get();
        }
    }

    private Map<String, Object> settings() {
        int timeout = (int) config.brokerTimeout().toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        settings.put("partitioner.class", ByShard.class);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "zstd");
        settings.put("compression.zstd.level", 1);
        settings.put("linger.ms", 2);
        settings.put("buffer.memory", BUFFER_BYTES);
        settings.put("max.block.ms", timeout / 2);
        settings.put("request.timeout.ms", timeout / 2);
        settings.put("delivery.timeout.ms", timeout);
        return settings;
    }

    /** Lets go of the broker. */
    @PreDestroy
    public void close() {
        closed.countDown();
        producer.ifPresent(open -> open.close(Duration.ofSeconds(2)));
    }
}
