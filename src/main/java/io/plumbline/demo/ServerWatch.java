package io.plumbline.demo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/** Says once that the server is away, and once that it is back, however many phones notice. Safe from several threads. */
final class ServerWatch {
    private static final int PATIENCE = 20;

    private final Logger log = System.getLogger("io.plumbline.demo");
    private final AtomicInteger failures = new AtomicInteger();

    void failed(String problem) {
        if (failures.incrementAndGet() == PATIENCE) {
            log.log(Level.INFO, "The phones keep what they have to say, the server does not take it: {0}", problem);
        }
    }

    void answered() {
        if (failures.getAndSet(0) >= PATIENCE) {
            log.log(Level.INFO, "The phones reach the server again");
        }
    }
}
