package io.plumbline.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * Work to be queued.
 *
 * @param kind which handler does it
 * @param model model that it is about, or empty
 * @param payload what to do, as JSON text
 * @param requestedBy who asks
 * @param priority of due jobs the one with the highest is begun first; 0 is usual
 * @param timeout how long one attempt may take; empty: {@code plumbline.jobs.timeout}
 */
public record NewJob(
        String kind, String model, String payload, String requestedBy, int priority, Optional<Duration> timeout) {
    /** Goes before what starts by itself: somebody waits for it. */
    public static final int URGENT = 10;

    /** @throws IllegalArgumentException if the kind is empty or the time not positive */
    public NewJob {
        if (kind.isBlank()) {
            throw new IllegalArgumentException("A job needs a kind: '" + kind + "'");
        }
        if (timeout.isPresent() && timeout.get().toMillis() <= 0) {
            throw new IllegalArgumentException("A job needs time: " + timeout.get());
        }
    }

    /** One of the usual priority and time. */
    public NewJob(String kind, String model, String payload, String requestedBy) {
        this(kind, model, payload, requestedBy, 0, Optional.empty());
    }

    /** The same, before what starts by itself. */
    public NewJob urgent() {
        return new NewJob(kind, model, payload, requestedBy, URGENT, timeout);
    }
}
