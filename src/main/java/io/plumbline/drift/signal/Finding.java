package io.plumbline.drift.signal;

import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.alarm.Findings.Raised;
import java.time.Instant;

/** Something that is worth an incident. */
public sealed interface Finding {
    /** What found it, as incidents name it. */
    String signal();

    /** Whom it concerns. */
    Place place();

    /** Which way it went: "up" or "down". */
    default String direction() {
        return "up";
    }

    /** An alarm that was raised, of what it counts. */
    static Finding raised(Counted counted, Raised raised) {
        return switch (counted) {
            case ERRORS -> new ErrorRate(raised.standing(), raised.alarm());
            case CONFIDENT_ERRORS -> new ConfidentErrors(raised.standing(), raised.alarm());
        };
    }

    /**
     * The error rate of the audit arm has risen, under guarantee.
     *
     * @param standing whom it concerns
     * @param alarm whose alarm was raised
     */
    record ErrorRate(Standing standing, Place alarm) implements Finding {
        @Override
        public String signal() {
            return Counted.ERRORS.signal();
        }

        @Override
        public Place place() {
            return standing.place();
        }
    }

    /**
     * The model is wrong and sure of it more often than before, under guarantee.
     *
     * @param standing whom it concerns
     * @param alarm whose alarm was raised
     */
    record ConfidentErrors(Standing standing, Place alarm) implements Finding {
        @Override
        public String signal() {
            return Counted.CONFIDENT_ERRORS.signal();
        }

        @Override
        public Place place() {
            return standing.place();
        }
    }

    /**
     * Nothing is heard any more of somebody who used to be heard.
     *
     * @param since start of the first hour without a word
     * @param expected predictions that were to be expected since, by what the rest of the model's traffic did
     */
    record Silence(Place place, Instant since, double expected) implements Finding {
        /** As incidents name it. */
        public static final String SIGNAL = "silence";

        @Override
        public String signal() {
            return SIGNAL;
        }

        @Override
        public String direction() {
            return "down";
        }
    }

    /** A conventional measure of the whole fleet that the policy lets trigger. */
    record Drifted(Signal evidence) implements Finding {
        @Override
        public String signal() {
            return evidence.id();
        }

        @Override
        public Place place() {
            return Place.FLEET;
        }
    }
}
