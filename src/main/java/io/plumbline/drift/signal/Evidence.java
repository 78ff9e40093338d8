package io.plumbline.drift.signal;

import java.util.ArrayList;
import java.util.List;

/** The conventional measures of the whole fleet, which stand beside the alarm because data scientists know and ask for them. */
public final class Evidence {
    private Evidence() {}

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
