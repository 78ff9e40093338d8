package io.plumbline.lifecycle;

import io.plumbline.kernel.Announcements;
import io.plumbline.kernel.Change;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Where what happened waits to be told: written in the transaction of the change, for the topic and for each webhook that
 * wants it. So nothing is told that did not happen, and nothing that happened is lost.
 */
@ApplicationScoped
public class Outbox implements Announcements {
    private final Transactions transactions;
    private final EventWriter writer;
    private final InstantSource clock;

    public Outbox(Transactions transactions, EventWriter writer, InstantSource clock) {
        this.transactions = transactions;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public void announce(Change change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        LifecycleEvent event = writer.of(change, UUID.randomUUID(), now);
        transactions.execute(c -> OutboxTable.add(c, event, now));
    }
}
