package io.plumbline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
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
    private final AtomicLong lag = new AtomicLong();

    public IngestMetrics(MeterRegistry registry) {
        predictions = registry.counter(EVENTS, "kind", "prediction");
        corrections = registry.counter(EVENTS, "kind", "correction");
        duplicates = registry.counter(EVENTS, "kind", "duplicate");
        deadLetters = registry.counter(EVENTS, "kind", "dead_letter");
        accepted = registry.counter(GATEWAY, "result", "accepted");
        rejected = registry.counter(GATEWAY, "result", "rejected");
        unavailable = registry.counter("plumbline.gateway.unavailable");
        batches = registry.timer("plumbline.ingest.batch");
        registry.gauge("plumbline.ingest.lag", lag);
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

    void lag(long records) {
        lag.set(records);
    }

    void answered(int acceptedEvents, int rejectedEvents) {
        accepted.increment(acceptedEvents);
        rejected.increment(rejectedEvents);
    }

    void unavailable() {
        unavailable.increment();
    }
}
