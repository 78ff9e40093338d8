package io.plumbline.retrain.policy;

import io.plumbline.drift.policy.PolicyRevision.Change;
import java.util.Optional;

/**
 * A policy as it was from one change to the next.
 *
 * @param number counted from 1; 0 for a model that has no policy of its own
 * @param policy what it says
 * @param change when, by whom and why; empty for number 0
 */
public record RetrainPolicyRevision(int number, RetrainPolicy policy, Optional<Change> change) {}
