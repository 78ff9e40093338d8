package io.plumbline.registry;

import java.util.Map;

/**
 * What one gate found out about a version.
 *
 * @param gate which gate
 * @param outcome what it said
 * @param summary one sentence for people
 * @param evidence the figures behind it, as JSON values by name
 */
public record GateVerdict(Gate gate, Outcome outcome, String summary, Map<String, Object> evidence) {
    /** Copies the evidence. */
    public GateVerdict {
        evidence = Map.copyOf(evidence);
    }

    /** What a version is asked before it may reach a phone. */
    public enum Gate {
        /** At least as right as the champion on the same pictures. */
        QUALITY,
        /** Not more often confidently wrong. */
        SAFETY,
        /** Small and fast enough. */
        BUDGET,
        /** Loads, and gives its golden outputs. */
        INFRA,
        /** Hashes right, no code inside. */
        INTEGRITY
    }

    /** What a gate can say. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** Measured, but too few pictures to tell. */
        INCONCLUSIVE,
        /** Nothing to measure with, for instance no champion or no pictures. */
        NOT_RUN
    }
}
