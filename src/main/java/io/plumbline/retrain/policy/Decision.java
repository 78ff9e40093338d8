package io.plumbline.retrain.policy;

/**
 * Whether a retraining starts, and why or why not.
 *
 * @param code a stable word for programs; equal ones follow each other as one
 * @param starts whether it does
 * @param sentence for people
 */
public record Decision(Code code, boolean starts, String sentence) {
    /** What a decision came to. The names are for good. */
    public enum Code {
        STARTED_FOR_INCIDENT,
        STARTED_FOR_LABELS,
        STARTED_BY_SCHEDULE,
        STARTED_BY_HAND,
        NOTHING_DUE,
        UNDER_WAY,
        NOTHING_LIVE,
        NO_TEACHER,
        AWAITS_PROMOTION,
        COOLDOWN,
        TOO_FEW_LABELS,
        BUDGET_USED_UP,
        REFUSED;

        /** The word for it in JSON and in the table. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** That of a word. */
        static Code of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }
    }
}
