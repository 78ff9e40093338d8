package io.plumbline.drift.signal;

import java.util.function.Supplier;

/** Measuring that spoils nothing else when it fails. */
final class Measure {
    private Measure() {}

    /** The signal, or one that says why it failed: a broken row of the database can make any reading fail. */
    static Signal guarded(String id, String name, Supplier<Signal> measure) {
        try {
            return measure.get();
        } catch (RuntimeException e) {
            return Signal.failed(id, name, String.valueOf(e.getMessage()));
        }
    }
}
