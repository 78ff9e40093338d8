package io.plumbline.registry;

import java.time.Instant;

/**
 * A version became live. Numbers only grow, also when an older version comes back.
 *
 * @param model name of the model
 * @param number 1 for the model's first release, then one higher each
 * @param version which version
 * @param kind how
 * @param at when; never before the release below it
 * @param actor who
 * @param reason why, or empty
 */
public record Release(String model, long number, String version, Kind kind, Instant at, String actor, String reason) {
    /** How a version becomes live. */
    public enum Kind {
        PROMOTION,
        ROLLBACK
    }
}
