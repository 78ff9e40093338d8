package io.plumbline.ingest;

import io.plumbline.event.Event;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventParser.Slice;
import io.plumbline.event.EventRejection;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Rejection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes events from phones and hands them to Kafka. An event counts as accepted only after the broker has acknowledged
 * it; one bad event fails only itself.
 */
@ApplicationScoped
public class Gateway {
    /** Most events in one request. */
    public static final int MAX_EVENTS = 500;

    private final IngestConfig config;
    private final Topics topics;
    private final ModelCatalog models;
    private final IngestMetrics metrics;
    private volatile Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    public Gateway(IngestConfig config, Topics topics, ModelCatalog models, IngestMetrics metrics) {
        this.config = config;
        this.topics = topics;
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * What became of one event.
     *
     * @param index its place in the request, from 0
     * @param id its id, where one could be read
     * @param code why it was rejected; empty if it was accepted
     * @param detail the same as a sentence
     */
    public record Result(int index, Optional<String> id, Optional<String> code, Optional<String> detail) {
        /** Whether the broker has it. */
        public boolean accepted() {
            return code.isEmpty();
        }
    }

    /**
     * Takes a batch.
     *
     * @param body JSON array of CloudEvents, UTF-8
     * @return a result for each event, in order; accepted ones are durable
     * @throws Rejection if the body is no batch at all (INVALID), too long (TOO_LARGE), or the broker is away
     *     (UNAVAILABLE): then nothing may be taken for accepted, and sending it all again is right
     */
    public List<Result> takeBatch(byte[] body) {
        try {
            return take(body, EventParser.split(body, MAX_EVENTS));
        } catch (EventRejection e) {
            Rejection.Kind kind =
                    e.code().equals("too-many-events") ? Rejection.Kind.TOO_LARGE : Rejection.Kind.INVALID;
            throw new Rejection(kind, e.code(), e.detail(), e);
        }
    }

    /** Takes a single event; as {@link #takeBatch}, and its rejection is the request's. */
    public Result takeOne(byte[] body) {
        Result result = take(body, List.of(new Slice(0, body.length))).get(0);
        if (!result.accepted()) {
            String code = result.code().orElseThrow();
            Rejection.Kind kind = code.equals("event-too-large") ? Rejection.Kind.TOO_LARGE : Rejection.Kind.INVALID;
            throw new Rejection(kind, code, result.detail().orElse(code));
        }
        return result;
    }

    private List<Result> take(byte[] body, List<Slice> slices) {
        List<Result> results = new ArrayList<>(slices.size());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(slices.size());
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            Optional<String> id = Optional.empty();
            try {
                Event event = EventParser.parse(body, slice);
                id = Optional.of(event.eventId().id());
                if (models.facts(event.model()).isEmpty()) {
                    throw new EventRejection(
                            "unknown-model",
                            "There is no model \"" + event.model() + "\"; register it with PUT /v1/models/"
                                    + event.model() + ".");
                }
                // Keyed by source: events of one device stay in order, and meet their duplicates in one partition.
                records.add(new ProducerRecord<>(
                        config.topic(),
                        event.eventId().source().getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(body, slice.offset(), slice.offset() + slice.length())));
                results.add(new Result(i, id, Optional.empty(), Optional.empty()));
            } catch (EventRejection e) {
                results.add(new Result(i, id, Optional.of(e.code()), Optional.of(e.detail())));
            }
        }
        send(records);
        metrics.answered(records.size(), slices.size() - records.size());
        return results;
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        long deadline = System.nanoTime() + config.brokerTimeout().toNanos();
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            for (ProducerRecord<byte[], byte[]> record : records) {
                Future<RecordMetadata> future = producer().send(record);
                if (future.isDone()) {
                    // The producer reports a broker that is away here, after max.block.ms: once is enough.
                    future.get();
                }
                sent.add(future);
            }
            for (Future<RecordMetadata> future : sent) {
                future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unavailable(e);
        }
    }

    private Rejection unavailable(Exception cause) {
        metrics.unavailable();
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "broker-away",
                "The broker does not answer; nothing is lost: keep the events and send them again.",
                cause);
    }

    private Producer<byte[], byte[]> producer() {
        Optional<Producer<byte[], byte[]>> known = producer;
        if (known.isPresent()) {
            return known.get();
        }
        synchronized (this) {
            if (producer.isEmpty()) {
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
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", 2);
        settings.put("max.block.ms", timeout);
        settings.put("request.timeout.ms", timeout / 2);
        settings.put("delivery.timeout.ms", timeout);
        return settings;
    }

    /** Lets go of the broker. */
    @PreDestroy
    public void close() {
        producer.ifPresent(open -> open.close(Duration.ofSeconds(2)));
    }
}
