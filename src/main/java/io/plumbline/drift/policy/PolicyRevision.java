package io.plumbline.drift.policy;

import io.plumbline.kernel.Rejection;
import java.time.Instant;
import java.util.Optional;

/**
 * A policy as it was from one change to the next.
 *
 * @param number counted from 1; 0 for what a model is watched by that has no policy of its own
 * @param policy what it says
 * @param change when, by whom and why; empty for number 0
 */
public record PolicyRevision(int number, DriftPolicy policy, Optional<Change> change) {
    /** When, by whom and why; the reason may be empty. */
    public record Change(Instant at, String by, String reason) {}

    /** The refusal of a change that was made from another revision than the latest. */
    public static Rejection changedMeanwhile(String model, int latest) {
        return Rejection.conflict(
                "policy-changed",
                "The policy of " + model + " is at revision " + latest
                        + " by now: read it again, and repeat the change if it is still wanted.");
    }
}
