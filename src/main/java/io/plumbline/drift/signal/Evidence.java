package io.plumbline.drift.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The conventional measures of the whole fleet, which stand beside the alarm because data scientists know and ask for them. */
public final class Evidence {
    /** They tell of a moment and begin anew after it: they signal on the day of a change alone, and then are steady whatever it did. */
    private static final Set<String> MOMENTARY = Set.of(Sequences.DDM, Sequences.ADWIN, Sequences.PAGE_HINKLEY);

    private Evidence() {}

    /** Whether a signal tells of the moment of a change, rather than of how things are. */
    public static boolean momentary(String signal) {
        return MOMENTARY.contains(signal);
    }

    /** Measures all; one that fails spoils no other. */
    public static List<Signal> measure(Subject subject, Field field) {
        List<Signal> signals = new ArrayList<>();
        signals.addAll(Distributions.measure(subject, field));
        signals.addAll(Calibration.measure(subject, field));
        signals.addAll(Sequences.measure(subject, field));
        signals.addAll(Usage.measure(subject, field));
        return signals;
    }
}
