package io.plumbline.ingest;

import io.plumbline.event.Event;
import java.time.Duration;
import java.time.Instant;

/**
 * An event as it came out of the topic.
 *
 * @param event what it says
 * @param receivedAt when the broker took it
 */
record Received<E extends Event>(E event, Instant receivedAt) {
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Duration BEHIND = Duration.ofDays(30);

    /** Whether the device's clock is more than 5 minutes ahead or 30 days behind. */
    boolean clockOff() {
        return event.time().isAfter(receivedAt.plus(AHEAD)) || event.time().isBefore(receivedAt.minus(BEHIND));
    }

    /** The time by which it is windowed: its own, or that of receipt where the clock is off. */
    Instant windowAt() {
        return clockOff() ? receivedAt : event.time();
    }
}
