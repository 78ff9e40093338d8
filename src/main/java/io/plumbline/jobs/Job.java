package io.plumbline.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A piece of work.
 *
 * @param id its id
 * @param kind which handler does it
 * @param model model that it is about, if about one
 * @param payload what it is to do, as JSON text
 * @param state where it stands
 * @param attempt how often it was begun
 * @param maxAttempts how often it may be begun
 * @param progress how much is done, 0 to 1
 * @param message what is being done, for people; empty at first
 * @param result what came of it, as JSON text, once it succeeded
 * @param error why it failed, or its latest attempt did
 * @param worker who works on it, or did last
 * @param requestedBy who asked for it
 * @param cancelledBy who asked to cancel it, if anybody
 * @param createdAt when it was asked for
 * @param startedAt when its latest attempt began
 * @param finishedAt when it came to its end
 * @param priority of due jobs the one with the highest is begun first
 * @param timeout how long one attempt may take
 * @param dueAt from when on it may be begun: later than it was asked for, if an attempt has failed
 */
public record Job(
        UUID id,
        String kind,
        Optional<String> model,
        String payload,
        State state,
        int attempt,
        int maxAttempts,
        double progress,
        String message,
        Optional<String> result,
        Optional<String> error,
        Optional<String> worker,
        String requestedBy,
        Optional<String> cancelledBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int priority,
        Duration timeout,
        Instant dueAt) {

    /** Whether it was begun, failed and is to be tried again. */
    public boolean retrying() {
        return state == State.QUEUED && attempt > 0;
    }

    /** Whether somebody has asked it to stop and its worker has not heard of it yet. */
    public boolean stopping() {
        return state == State.RUNNING && cancelledBy.isPresent();
    }

    /** Where a job stands. */
    public enum State {
        /** Waits for a worker, or for its next attempt. */
        QUEUED,
        /** A worker holds its lease. */
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** Whether nothing will happen to it any more. */
        public boolean isFinal() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }
}
