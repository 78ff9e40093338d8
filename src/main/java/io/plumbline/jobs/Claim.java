package io.plumbline.jobs;

import java.util.UUID;

/**
 * The right to write to a job: as long as nobody claimed it after us.
 *
 * @param job id of the job
 * @param fence number of the claim; a later claim has a higher one (Kleppmann's fencing token)
 */
public record Claim(UUID job, long fence) {
    /** What a heartbeat hears. */
    public enum Pulse {
        /** Go on. */
        HELD,
        /** Somebody asked to cancel the job. */
        CANCELLED,
        /** The attempt has taken longer than it may. */
        TIMED_OUT,
        /** The job is another's by now. */
        LOST
    }
}
