package io.plumbline.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.admission.BodyBudget.Lease;
import io.plumbline.ingest.IngestConfig;
import io.plumbline.ingest.IngestMetrics;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final int ROUNDS = 4_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BodyBudget budget = new BodyBudget(
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(IngestConfig.class)
                    .build()
                    .getConfigMapping(IngestConfig.class),
            new IngestMetrics(registry));

    @Test
    void what_is_shown_is_what_is_held_also_when_two_give_back_at_once() {
        // Given two that begin each round together
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicLong shown = new AtomicLong();
        Runnable rounds = () -> {
            for (int round = 1; round <= ROUNDS; round++) {
                Lease lease = budget.lease();
                lease.add(10);
                meet(arrived, round);
                // When
                lease.close();
                meet(left, round);
                shown.accumulateAndGet(inFlight(), Math::max);
                meet(seen, round);
            }
        };
        CompletableFuture<Void> other = CompletableFuture.runAsync(rounds);
        rounds.run();
        other.join();
        // Then
        assertThat(shown.get()).isZero();
    }

    /** Of bytes, what is shown. */
    private long inFlight() {
        return (long) registry.get("plumbline.gateway.in.flight").gauge().value();
    }

    private static void meet(AtomicInteger there, int round) {
        there.incrementAndGet();
        while (there.get() < 2 * round) {
            Thread.onSpinWait();
        }
    }
}
