package io.plumbline.registry;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The registered models for the hot path: all of them are read at once, and again after some seconds. A name that is not
 * among them is looked for again almost at once: it may have been registered a moment ago. While the database is away,
 * what was known goes on to be known.
 */
final class CachedCatalog implements ModelCatalog {
    static final Duration FRESH = Duration.ofSeconds(2);
    static final Duration FRESH_FOR_A_MISS = Duration.ofMillis(100);

    private static final Logger LOG = Logger.getLogger(CachedCatalog.class);

    private final Supplier<List<Facts>> models;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();
    private volatile Snapshot snapshot = new Snapshot(Instant.MIN, Instant.MIN, Map.of());

    CachedCatalog(Supplier<List<Facts>> models, InstantSource clock) {
        this.models = models;
        this.clock = clock;
    }

    /** Gives the hot path its catalog, and tells it of what this process registers. */
    @Singleton
    static class Wiring {
        @Produces
        @Singleton
        static ModelCatalog catalog(Models models, InstantSource clock) {
            return new CachedCatalog(models::facts, clock);
        }

        void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Model model, ModelCatalog catalog) {
            if (catalog instanceof CachedCatalog cached) {
                cached.outdated();
            }
        }
    }

    /**
     * What was known at a time.
     *
     * @param readAt when it was read
     * @param failedAt when reading it again failed last
     * @param facts models by name
     */
    private record Snapshot(Instant readAt, Instant failedAt, Map<String, Facts> facts) {
        boolean olderThan(Duration age, Instant now) {
            return readAt.equals(Instant.MIN) || !readAt.plus(age).isAfter(now);
        }

        /** Not every event is to wait for a database that is away. */
        boolean mayBeReadAgain(Instant now) {
            return failedAt.equals(Instant.MIN) || !failedAt.plus(FRESH).isAfter(now);
        }
    }

    /**
     * What is known is to be read again, also by whoever is reading it just now. While somebody reads, what was known stands for the
     * others.
     */
    synchronized void outdated() {
        changes.incrementAndGet();
        snapshot = new Snapshot(Instant.MIN, Instant.MIN, snapshot.facts());
    }

    /** @throws Rejection UNAVAILABLE if it cannot be said whether there is such a model */
    @Override
    public Optional<Facts> facts(String name) {
        Instant now = clock.instant();
        Snapshot known = snapshot;
        boolean miss = !known.facts().containsKey(name);
        if (known.olderThan(miss ? FRESH_FOR_A_MISS : FRESH, now)) {
            known = miss ? readOrWait(known, now) : readUnlessAnotherDoes(known, now);
            if (!known.facts().containsKey(name) && known.olderThan(FRESH_FOR_A_MISS, now)) {
                throw new Rejection(
                        Rejection.Kind.UNAVAILABLE,
                        "registry-away",
                        "The database does not answer, so nobody knows whether there is a model \"" + name
                                + "\"; keep the events and send them again.");
            }
        }
        return Optional.ofNullable(known.facts().get(name));
    }

    private Snapshot readUnlessAnotherDoes(Snapshot known, Instant now) {
        if (!reading.tryLock()) {
            return known;
        }
        try {
            return read(now);
        } finally {
            reading.unlock();
        }
    }

    private Snapshot readOrWait(Snapshot known, Instant now) {
        reading.lock();
        try {
            // Somebody may have read while this thread waited; it is the truth if it began to read after us.
            Snapshot latest = snapshot;
            return latest.readAt().isAfter(now) && !latest.equals(known) ? latest : read(now);
        } finally {
            reading.unlock();
        }
    }

    private Snapshot read(Instant now) {
        while (true) {
            long before = changes.get();
            Snapshot known = snapshot;
            if (!known.mayBeReadAgain(now)) {
                return known;
            }
            Snapshot read = readAfter(known, now);
            if (keep(read, before)) {
                return read;
            }
        }
    }

    private Snapshot readAfter(Snapshot known, Instant now) {
        try {
            Map<String, Facts> facts =
                    models.get().stream().collect(Collectors.toMap(Facts::name, Function.identity()));
            return new Snapshot(now, Instant.MIN, facts);
        } catch (RuntimeException e) {
            LOG.warnf("The models cannot be read, those known before go on: %s", e.getMessage());
            LOG.debug("Because of", e);
            return new Snapshot(known.readAt(), clock.instant(), known.facts());
        }
    }

    /** @return false if something was changed while it was read: then it may be what was before */
    private synchronized boolean keep(Snapshot read, long before) {
        if (changes.get() != before) {
            return false;
        }
        snapshot = read;
        return true;
    }
}
