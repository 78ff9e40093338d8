package io.plumbline.client;

import java.util.Random;

/** Exponential waiting with jitter. Not safe from several threads. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 300_000;

    private final DeviceClock elapsed;
    private final Random random;
    private int failures;
    private long notBefore = Long.MIN_VALUE;

    Backoff(DeviceClock elapsed, Random random) {
        this.elapsed = elapsed;
        this.random = random;
    }

    /** Milliseconds until the next try is due; 0 if now. */
    long remaining() {
        return notBefore == Long.MIN_VALUE ? 0 : Math.max(0, notBefore - elapsed.millis());
    }

    void succeeded() {
        failures = 0;
        notBefore = Long.MIN_VALUE;
    }

    /** Doubles the wait; half of it is random, so that a fleet does not come back in one instant. */
    void failed(long atLeastMillis) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 20));
        failures++;
        long wait = most / 2 + (long) (random.nextDouble() * (most - most / 2));
        if (atLeastMillis > wait) {
            wait = atLeastMillis + (long) (random.nextDouble() * most / 2);
        }
        notBefore = elapsed.millis() + wait;
    }
}
