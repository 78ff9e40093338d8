package io.plumbline.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many a second in the long run, and a burst after a silence. Any thread.
 *
 * <p>More than the burst at once is let through when the bucket is full, and leaves a debt that is waited off: a batch
 * larger than the burst would never get through otherwise.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;
    private double level;
    private long filledAt;

    /**
     * A full bucket.
     *
     * @param perSecond how fast it fills, above 0
     * @param burst how much it holds, at least 1
     * @param nanos a clock that never goes back, of any origin
     * @throws IllegalArgumentException if a value is out of its range
     */
    TokenBucket(double perSecond, double burst, LongSupplier nanos) {
        if (!(perSecond > 0) || !(burst >= 1)) {
            throw new IllegalArgumentException(
                    "A bucket needs a rate above 0 and a burst of at least 1, not " + perSecond + " and " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
        level = burst;
        filledAt = nanos.getAsLong();
    }

    /**
     * Takes some out, if there is room for them.
     *
     * @param n at least 0
     * @return zero if they were taken; else after how long there will be room, and nothing was taken
     */
    synchronized Duration take(int n) {
        long now = nanos.getAsLong();
        level = Math.min(burst, level + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        double missing = Math.min(n, burst) - level;
        if (missing > 0) {
            return Duration.ofNanos((long) Math.ceil(missing / perSecond * NANOS));
        }
        level -= n;
        return Duration.ZERO;
    }
}
