package io.plumbline.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do. */
public final class Await {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Await() {}

    /** Returns as soon as it holds; fails when it does not in time. */
    public static void until(String what, Duration most, BooleanSupplier holds) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + most + ": " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
