package io.plumbline.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plumbline.ingest.Gateway;
import io.plumbline.ingest.IngestConfig;
import io.plumbline.ingest.IngestMetrics;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How many events each token may send: a bucket a token, forgotten when it is full again. In this process only. */
@ApplicationScoped
public class EventRates {
    private static final int MOST_TOKENS = 100_000;
    private static final long NANOS = 1_000_000_000;

    private final IngestConfig config;
    private final IngestMetrics metrics;
    private final Cache<String, TokenBucket> buckets;

    EventRates(IngestConfig config, IngestMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        buckets = Caffeine.newBuilder()
                .maximumSize(MOST_TOKENS)
                .expireAfterAccess(refill(config))
                .build();
    }

    /**
     * Counts events that somebody wants to send.
     *
     * @param name of the token
     * @param events how many at once
     * @throws Rejection TOO_MANY with the seconds to wait; then none is counted
     */
    public void admit(String name, int events) {
        if (config.rate() <= 0) {
            return;
        }
        Duration wait = buckets.get(
                        name, key -> new TokenBucket(config.rate(), Math.max(1, config.burst()), System::nanoTime))
                .take(events);
        if (!wait.isZero()) {
            metrics.rateLimited();
            int seconds = (int) Math.min(Integer.MAX_VALUE, (wait.toNanos() + NANOS - 1) / NANOS);
            throw new Rejection(
                    Rejection.Kind.TOO_MANY,
                    "rate-limited",
                    "This token sends more than " + config.rate() + " events a second; there is room for these "
                            + events + " in " + seconds + " s. Keep them and send them then.",
                    seconds);
        }
    }

    /** How long the emptiest bucket takes to be as good as a new one. */
    private static Duration refill(IngestConfig config) {
        long owed = (long) Math.max(1, config.burst()) + Gateway.MAX_EVENTS;
        return Duration.ofSeconds(1 + owed / Math.max(1, config.rate()));
    }
}
