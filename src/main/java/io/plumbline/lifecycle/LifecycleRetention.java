package io.plumbline.lifecycle;

import io.plumbline.kernel.Chore;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;

/** Deletes old events with their deliveries. What the topic lacks stays, and what waits for a webhook that is on. */
@ApplicationScoped
public class LifecycleRetention implements Chore {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final LifecycleConfig config;
    private final Transactions transactions;
    private final InstantSource clock;

    public LifecycleRetention(LifecycleConfig config, Transactions transactions, InstantSource clock) {
        this.config = config;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "lifecycle-retention";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        transactions.execute(c -> OutboxTable.sweep(c, clock.instant().minus(config.retention())));
    }
}
