package io.plumbline.drift.years;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is planted on the day of the change, and how it is to be found. */
enum Kind {
    NOTHING("nothing", "", "", ""),
    ABRUPT("all err twice as often", "concept-drift", "", ""),
    SLOW("errors rise to the 2.5-fold within 40 days", "concept-drift", "", ""),
    MAKE("one make errs three times as often", "segment", "make", "make 1"),
    RELEASE("a new release errs 2.5 times as often; phones update within 15 days", "app-release", "app", "2.0"),
    CLASS_MIX("a class that was always hard comes in a third of the pictures", "class-mix", "", ""),
    DARKENING("pictures get darker, and dark ones are got wrong", "input-shift", "", ""),
    OVERCONFIDENCE("the model is much surer, and errs as before", "calibration", "", ""),
    SILENCE("one make falls silent", "silence", "make", "make 2"),
    RECURRING("all err 2.5 times as often, three days in every ten", "concept-drift", "", ""),
    FEEDBACK("people correct five times as often, the model errs as before", "", "", "");

    private final String words;
    private final String cause;
    private final String key;
    private final String value;

    Kind(String words, String cause, String key, String value) {
        this.words = words;
        this.cause = cause;
        this.key = key;
        this.value = value;
    }

    /** Those of some ids, separated by commas; all of none. */
    static List<Kind> of(String ids) {
        List<Kind> kinds = Arrays.stream(values())
                .filter(kind -> ids.isEmpty() || List.of(ids.split(",")).contains(kind.id()))
                .toList();
        if (!ids.isEmpty() && kinds.size() != ids.split(",").length) {
            throw new IllegalArgumentException("years.kinds is " + ids + "; there are "
                    + Arrays.stream(values()).map(Kind::id).toList());
        }
        return kinds;
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
        return this != NOTHING && this != FEEDBACK;
    }

    /** Whether an incident of a signal is about what was planted. */
    boolean foundBy(String signal) {
        return switch (this) {
            case NOTHING, FEEDBACK -> false;
            case SILENCE -> signal.equals("silence");
            case OVERCONFIDENCE -> signal.equals("confident-error") || signal.equals("calibration");
            case ABRUPT, SLOW, MAKE, RELEASE, CLASS_MIX, DARKENING, RECURRING ->
                signal.equals("field-error") || signal.equals("confident-error");
        };
    }

    /** Whether a cause, as reports name it, is what was planted. */
    boolean explainedBy(String named) {
        return harmful() && cause.equals(named);
    }

    /** Whether what was planted is at a place, empty for the fleet. */
    boolean isAt(String segmentKey, String segmentValue) {
        return key.equals(segmentKey) && value.equals(segmentValue);
    }
}
