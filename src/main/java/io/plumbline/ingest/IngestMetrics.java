package io.plumbline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What operators watch of the road of an event. */
@Startup
@ApplicationScoped
public class IngestMetrics {
    private static final String EVENTS = "plumbline.ingest.events";
    private static final String GATEWAY = "plumbline.gateway.events";

    private final Counter predictions;
    private final Counter corrections;
    private final Counter duplicates;
    private final Counter deadLetters;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter unavailable;
    private final Timer batches;
    private final Map<Integer, Long> lags = new ConcurrentHashMap<>();

    public IngestMetrics(MeterRegistry registry) {
        predictions = registry.counter(EVENTS, "kind", "prediction");
        corrections = registry.counter(EVENTS, "kind", "correction");
        duplicates = registry.counter(EVENTS, "kind", "duplicate");
        deadLetters = registry.counter(EVENTS, "kind", "dead_letter");
        accepted = registry.counter(GATEWAY, "result", "accepted");
        rejected = registry.counter(GATEWAY, "result", "rejected");
        unavailable = registry.counter("plumbline.gateway.unavailable");
        batches = registry.timer("plumbline.ingest.batch");
        registry.gaugeMapSize("plumbline.ingest.consumers", Tags.empty(), lags);
        registry.gauge("plumbline.ingest.lag", lags, all -> all.values().stream().mapToLong(Long::longValue).sum());
    }

    <T> T timed(Supplier<T> batch) {
        return batches.record(batch);
    }

    void written(BatchWriter.Written written) {
        predictions.increment(written.predictions());
        corrections.increment(written.corrections());
        duplicates.increment(written.duplicates());
        deadLetters.increment(written.deadLetters());
    }

    /** How many records a consumer of this process has before it. */
    void lag(int consumer, long records) {
        lags.put(consumer, records);
    }

    /** A consumer reads no more. */
    void ended(int consumer) {
        lags.remove(consumer);
    }

    void answered(int acceptedEvents, int rejectedEvents) {
        accepted.increment(acceptedEvents);
        rejected.increment(rejectedEvents);
    }

    void unavailable() {
        unavailable.increment();
    }
}
