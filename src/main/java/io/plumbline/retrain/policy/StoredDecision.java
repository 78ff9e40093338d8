package io.plumbline.retrain.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A decision with the time for which it stood.
 *
 * @param decision what was decided, as it was said last
 * @param from when it was decided first
 * @param until when it was decided last
 * @param revision revision of the policy that it rests on
 * @param job what was started
 */
public record StoredDecision(Decision decision, Instant from, Instant until, int revision, Optional<UUID> job) {
    /** Whether it is of one of some kinds, under some revision of the policy. */
    public boolean saysOf(RetrainPolicyRevision other, Decision.Code... codes) {
        return List.of(codes).contains(decision.code()) && revision == other.number();
    }
}
