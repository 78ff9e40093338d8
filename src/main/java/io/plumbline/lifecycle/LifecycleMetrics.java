package io.plumbline.lifecycle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What operators watch of what other systems are told. */
@Startup
@ApplicationScoped
public class LifecycleMetrics {
    private static final String ATTEMPTS = "plumbline.webhook.attempts";
    private static final String OUTCOME = "outcome";

    private final Counter published;
    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;
    private final AtomicLong waiting = new AtomicLong();
    private volatile double behindSeconds;

    public LifecycleMetrics(MeterRegistry registry) {
        published = registry.counter("plumbline.lifecycle.published");
        delivered = registry.counter(ATTEMPTS, OUTCOME, "delivered");
        failed = registry.counter(ATTEMPTS, OUTCOME, "failed");
        givenUp = registry.counter("plumbline.webhook.given.up");
        Gauge.builder("plumbline.webhook.waiting", waiting, AtomicLong::get)
                .description("Deliveries that wait for their next attempt, of webhooks that are on")
                .register(registry);
        Gauge.builder("plumbline.lifecycle.behind", this, metrics -> metrics.behindSeconds)
                .description("Age of the oldest event that the topic lacks")
                .baseUnit("seconds")
                .register(registry);
    }

    void published(int events) {
        published.increment(events);
    }

    void behind(Duration age) {
        behindSeconds = Math.max(0, age.toMillis() / 1000.0);
    }

    void attempted(boolean success) {
        (success ? delivered : failed).increment();
    }

    void gaveUp() {
        givenUp.increment();
    }

    void waiting(long deliveries) {
        waiting.set(deliveries);
    }
}
