package io.plumbline.drift.baseline;

import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What somebody decided that a version is to be measured against.
 *
 * @param number counted from 1
 * @param what the decision
 * @param at when
 * @param by who
 * @param reason why
 */
public record Choice(int number, What what, Instant at, String by, String reason) {
    /** What can be chosen. */
    public sealed interface What {
        /** For people. */
        String words();
    }

    /**
     * What the version did in the field between two full hours of event time.
     *
     * @param from start of the first
     * @param until end of the last, exclusive, at most 92 days later
     */
    public record Span(Instant from, Instant until) implements What {
        private static final Duration LONGEST = Duration.ofDays(92);

        /** @throws Rejection {@code baseline-invalid} if it is none */
        public Span {
            full("from", from);
            full("until", until);
            if (!from.isBefore(until) || until.isAfter(from.plus(LONGEST))) {
                throw Rejection.invalid(
                        "baseline-invalid",
                        "A baseline's span is from one hour to 92 days long; " + from + " until " + until + " is not.");
            }
        }

        private static void full(String name, Instant time) {
            if (!time.truncatedTo(ChronoUnit.HOURS).equals(time)) {
                throw Rejection.invalid(
                        "baseline-invalid",
                        name + " is " + time + "; it is a full hour, UTC, such as " + time.truncatedTo(ChronoUnit.HOURS)
                                + ".");
            }
        }

        @Override
        public String words() {
            return "the field from " + from + " until " + until;
        }
    }

    /** The validation, whatever the policy says. */
    public record Validation() implements What {
        @Override
        public String words() {
            return "the validation";
        }
    }

    /** What the policy says, as if nobody had chosen anything. */
    public record ByPolicy() implements What {
        @Override
        public String words() {
            return "what the policy says";
        }
    }
}
