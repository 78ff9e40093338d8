package io.plumbline.lifecycle;

import io.plumbline.kernel.Chore;
import io.plumbline.kernel.Rejection;
import io.plumbline.lifecycle.OutboxTable.Unpublished;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes what happened from the outbox to the topic, one event after the other, one process at a time. A death between the
 * broker's acknowledgement and the note of it sends an event again, under the same id.
 *
 * <p>What happens to one incident commits in the order of its numbers, since it happens under a lock on the incident, and so does
 * what happens to a model's versions, under a lock on the model. Their events are in the topic in that order; between incidents,
 * versions and jobs nothing is promised.
 */
@ApplicationScoped
public class Relay implements Chore {
    private static final String LOCK = "plumbline.lifecycle";
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** After a failure: waiting for a broker holds a connection, which others need. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final int BATCH = 100;

    private final Transactions transactions;
    private final LifecycleTopic topic;
    private final LifecycleMetrics metrics;
    private final InstantSource clock;
    private volatile Instant restUntil = Instant.MIN;

    public Relay(Transactions transactions, LifecycleTopic topic, LifecycleMetrics metrics, InstantSource clock) {
        this.transactions = transactions;
        this.topic = topic;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "lifecycle-relay";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    /** @throws Rejection UNAVAILABLE if the broker is away; what it had before is noted */
    @Override
    public void run() {
        Optional<Instant> oldest = transactions.run(OutboxTable::oldestUnpublished);
        Instant now = clock.instant();
        metrics.behind(oldest.map(at -> Duration.between(at, now)).orElse(Duration.ZERO));
        if (oldest.isPresent() && !now.isBefore(restUntil)) {
            publish();
        }
    }

    private void publish() {
        boolean more = true;
        while (more) {
            Turn turn = transactions
                    .runExclusively(LOCK, c -> {
                        List<Unpublished> waiting = OutboxTable.unpublished(c, BATCH);
                        Turn done = put(waiting);
                        OutboxTable.published(c, done.numbers(), clock.instant());
                        return done;
                    })
                    .orElse(Turn.NONE);
            metrics.published(turn.numbers().size());
            more = turn.numbers().size() == BATCH;
            if (turn.failure().isPresent()) {
                restUntil = clock.instant().plus(REST);
                throw turn.failure().get();
            }
        }
    }

    /** What the topic has, and why it has no more. */
    private record Turn(List<Long> numbers, Optional<Rejection> failure) {
        static final Turn NONE = new Turn(List.of(), Optional.empty());
    }

    private Turn put(List<Unpublished> waiting) {
        List<Long> numbers = new ArrayList<>();
        for (Unpublished event : waiting) {
            try {
                topic.put(event.key(), event.body());
            } catch (Rejection e) {
                return new Turn(numbers, Optional.of(e));
            }
            numbers.add(event.number());
        }
        return new Turn(numbers, Optional.empty());
    }
}
