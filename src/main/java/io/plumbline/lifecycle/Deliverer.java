package io.plumbline.lifecycle;

import io.plumbline.kernel.Chore;
import io.plumbline.lifecycle.Delivery.State;
import io.plumbline.lifecycle.DeliveryTable.Claimed;
import io.plumbline.lifecycle.DeliveryTable.Outcome;
import io.plumbline.lifecycle.Endpoints.Answer;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Sends to webhooks what is due. A turn claims a few deliveries of each webhook that has none under way, sends them all at
 * once and does not wait for the answers: a dead endpoint delays no other.
 *
 * <p>A process that dies leaves its claims behind, which others take over when the lease is over; the attempt counts, and
 * may have arrived.
 */
@ApplicationScoped
public class Deliverer implements Chore {
    private static final Logger LOG = Logger.getLogger(Deliverer.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** On top of the time that an endpoint has to answer. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** That one webhook gets at once. */
    private static final int MOST = 8;

    private final Transactions transactions;
    private final Endpoints endpoints;
    private final Retries retries;
    private final LifecycleConfig config;
    private final LifecycleMetrics metrics;
    private final InstantSource clock;
    private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();

    public Deliverer(
            Transactions transactions,
            Endpoints endpoints,
            Retries retries,
            LifecycleConfig config,
            LifecycleMetrics metrics,
            InstantSource clock) {
        this.transactions = transactions;
        this.endpoints = endpoints;
        this.retries = retries;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook-deliveries";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        int begun = turn().size();
        LOG.tracef("Deliveries begun: %d", begun);
        metrics.waiting(transactions.run(DeliveryTable::waiting));
    }

    /** Begins what is due; each future is complete when its outcome is noted. */
    List<CompletableFuture<Void>> turn() {
        Instant now = clock.instant();
        Instant leaseUntil = now.plus(config.webhookTimeout()).plus(LEASE);
        List<Claimed> due =
                transactions.run(c -> DeliveryTable.claim(c, now, leaseUntil, List.copyOf(underWay.keySet()), MOST));
        due.forEach(claimed -> underWay.merge(claimed.webhook(), 1, Integer::sum));
        return due.stream().map(this::send).toList();
    }

    private CompletableFuture<Void> send(Claimed claimed) {
        return posted(claimed)
                .thenAcceptAsync(answer -> note(claimed, answer), endpoints.threads())
                .whenComplete((nothing, failure) -> {
                    underWay.computeIfPresent(claimed.webhook(), (webhook, n) -> n == 1 ? null : n - 1);
                    if (failure != null) {
                        // Safe because: its lease runs out, and it is sent again.
                        LOG.warnf(
                                "The outcome of a delivery could not be noted: %s: %s", claimed, failure.getMessage());
                    }
                });
    }

    /** What cannot even be sent fails as a future, so that its webhook does not stay under way for ever. */
    private CompletableFuture<Answer> posted(Claimed claimed) {
        try {
            return post(claimed);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> post(Claimed claimed) {
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/cloudevents+json; charset=UTF-8",
                "User-Agent",
                "Plumbline",
                "Plumbline-Delivery",
                Long.toString(claimed.id()),
                Signature.HEADER,
                Signature.of(claimed.secret(), clock.instant(), claimed.body()));
        return endpoints.post(claimed.url(), headers, claimed.body());
    }

    private void note(Claimed claimed, Answer answer) {
        Outcome outcome = outcome(claimed, answer, clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (!transactions.run(c -> DeliveryTable.finish(c, claimed, outcome))) {
            LOG.debugf("A delivery belongs to somebody else by now: %s", claimed);
        }
        metrics.attempted(answer.success());
        if (outcome.state() == State.GIVEN_UP && !test(claimed)) {
            metrics.gaveUp();
            LOG.warnf("A delivery was given up: %s: %s", claimed, answer.problem());
        }
    }

    private static boolean test(Claimed claimed) {
        return claimed.type().equals(EventWriter.TEST);
    }

    private Outcome outcome(Claimed claimed, Answer answer, Instant now) {
        if (answer.success()) {
            return new Outcome(State.DELIVERED, answer.status(), "", now, Optional.of(now));
        }
        Optional<Duration> wait = test(claimed) ? Optional.empty() : retries.after(claimed.attempt());
        return wait.map(time ->
                        new Outcome(State.WAITING, answer.status(), answer.problem(), now.plus(time), Optional.empty()))
                .orElseGet(() -> new Outcome(State.GIVEN_UP, answer.status(), answer.problem(), now, Optional.of(now)));
    }
}
