package io.plumbline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Counter lost;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter unavailable;
    private final Counter rateLimited;
    private final Counter overloaded;
    private final Counter tooSlow;
    private final Timer batches;
    private final AtomicLong inFlight = new AtomicLong();
    private final Map<Integer, Long> lags = new ConcurrentHashMap<>();

    public IngestMetrics(MeterRegistry registry) {
        predictions = registry.counter(EVENTS, "kind", "prediction");
        corrections = registry.counter(EVENTS, "kind", "correction");
        duplicates = registry.counter(EVENTS, "kind", "duplicate");
        deadLetters = registry.counter(EVENTS, "kind", "dead_letter");
        lost = registry.counter("plumbline.ingest.lost");
        accepted = registry.counter(GATEWAY, "result", "accepted");
        rejected = registry.counter(GATEWAY, "result", "rejected");
        unavailable = registry.counter("plumbline.gateway.unavailable");
        rateLimited = registry.counter("plumbline.gateway.rate.limited");
        overloaded = registry.counter("plumbline.gateway.overloaded");
        tooSlow = registry.counter("plumbline.gateway.too.slow");
        Gauge.builder("plumbline.gateway.in.flight", inFlight, AtomicLong::get)
                .baseUnit("bytes")
                .register(registry);
        batches = registry.timer("plumbline.ingest.batch");
        registry.gaugeMapSize("plumbline.ingest.consumers", Tags.empty(), lags);
        registry.gauge("plumbline.ingest.lag", lags, all -> all.values().stream()
                .mapToLong(Long::longValue)
                .sum());
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

    /** The topic dropped so many offsets before anybody read them. */
    void lost(long offsets) {
        lost.increment((double) offsets);
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

    /** A request was refused because its token sent too many events. */
    public void rateLimited() {
        rateLimited.increment();
    }

    /** A request was refused because too many bytes were held already. */
    public void overloaded() {
        overloaded.increment();
    }

    /** A request was cut off because it did not arrive in time. */
    public void tooSlow() {
        tooSlow.increment();
    }

    /**
     * The gateway holds so many bytes of events more, or less.
     *
     * @return how many it holds now
     */
    public long inFlight(long change) {
        return inFlight.addAndGet(change);
    }
}
