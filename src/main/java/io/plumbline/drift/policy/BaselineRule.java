package io.plumbline.drift.policy;

import io.plumbline.kernel.Rejection;

/** What versions are measured against for which nobody has pinned anything else. */
public sealed interface BaselineRule {
    /** The usual rule. */
    BaselineRule VALIDATION = new Validation();

    /** In words for programs. */
    String word();

    /** What the trainer saw on pictures that were not learnt from. */
    record Validation() implements BaselineRule {
        static final String WORD = "validation";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * The version's first full days in the field, once they are over; its validation until then.
     *
     * @param days how many, 1 to 60
     */
    record FirstDays(int days) implements BaselineRule {
        static final String WORD = "field";

        /** Unless told. */
        public static final int USUAL = 7;

        /** The most. */
        public static final int MOST = 60;

        /** @throws Rejection {@code policy-invalid} if there are too few or too many days */
        public FirstDays {
            if (days < 1 || days > MOST) {
                throw Rejection.invalid(
                        "policy-invalid",
                        "baselineDays is " + days + "; it is from 1 to " + MOST
                                + ": the version's first full days in the field.");
            }
        }

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * A rule in words.
     *
     * @param word {@code validation} or {@code field}
     * @param days of the latter
     * @throws Rejection {@code policy-invalid} if there is no such rule
     */
    static BaselineRule of(String word, int days) {
        return switch (word) {
            case Validation.WORD -> VALIDATION;
            case FirstDays.WORD -> new FirstDays(days);
            default ->
                throw Rejection.invalid(
                        "policy-invalid",
                        "baseline is '" + word + "'; it is validation, or field for the version's first days there.");
        };
    }
}
