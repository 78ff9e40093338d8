package io.plumbline.drift.years;

import java.util.Locale;
import java.util.Set;

/** What is planted on the day of the change, and how it is to be found. */
enum Kind {
    NOTHING("nothing", Set.of(), Set.of(), "", ""),
    ABRUPT("all err twice as often", Signals.ERRORS, Set.of("concept-drift"), "", ""),
    SLOW("errors rise to the 2.5-fold within 40 days", Signals.ERRORS, Set.of("concept-drift"), "", ""),
    MAKE("one make errs three times as often", Signals.ERRORS, Set.of("segment"), "make", "make 1"),
    RELEASE(
            "a new release errs 2.5 times as often; phones update within 15 days",
            Signals.ERRORS,
            Set.of("app-release"),
            "app",
            "2.0"),
    CLASS_MIX(
            "a class that was always hard comes in a third of the pictures",
            Signals.ERRORS,
            Set.of("class-mix"),
            "",
            ""),
    DARKENING("pictures get darker, and dark ones are got wrong", Signals.ERRORS, Set.of("input-shift"), "", ""),
    OVERCONFIDENCE(
            "the model is much surer, and errs as before",
            Set.of("confident-error", "calibration"),
            Set.of("calibration"),
            "",
            ""),
    SILENCE("one make falls silent", Set.of("silence"), Set.of("silence"), "make", "make 2"),
    RECURRING("all err 2.5 times as often, three days in every ten", Signals.ERRORS, Set.of("concept-drift"), "", ""),
    FEEDBACK("people correct five times as often, the model errs as before", Set.of(), Set.of(), "", "");

    private final String words;
    private final Set<String> signals;
    private final Set<String> causes;
    private final String key;
    private final String value;

    /** Signals that more than one kind is found by. */
    private static final class Signals {
        private static final Set<String> ERRORS = Set.of("field-error", "confident-error");

        private Signals() {}
    }

    Kind(String words, Set<String> signals, Set<String> causes, String key, String value) {
        this.words = words;
        this.signals = signals;
        this.causes = causes;
        this.key = key;
        this.value = value;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** For names of models. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Seeds of different kinds are far apart, and do not depend on the order of the kinds. */
    long firstSeed() {
        return Integer.toUnsignedLong(name().hashCode()) * 1_000;
    }

    /** Whether there is something to be found. */
    boolean harmful() {
        return !signals.isEmpty();
    }

    /** Whether an incident of a signal is about what was planted. */
    boolean foundBy(String signal) {
        return signals.contains(signal);
    }

    /** Whether a cause is what was planted. */
    boolean explainedBy(String cause) {
        return causes.contains(cause);
    }

    /** Whether what was planted is at a place, empty for the fleet. */
    boolean isAt(String segmentKey, String segmentValue) {
        return key.equals(segmentKey) && value.equals(segmentValue);
    }
}
