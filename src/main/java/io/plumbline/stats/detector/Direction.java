package io.plumbline.stats.detector;

import io.plumbline.stats.StateReader;

/** Which changes of the mean a detector looks for. */
public enum Direction {
    /** The mean has risen; for errors, the model has become worse. */
    UP,
    /** The mean has fallen. */
    DOWN,
    /** Either. */
    BOTH;

    boolean up() {
        return this != DOWN;
    }

    boolean down() {
        return this != UP;
    }

    static Direction read(StateReader in) {
        int ordinal = in.getInt();
        in.require(ordinal >= 0 && ordinal <= BOTH.ordinal(), "direction", ordinal);
        return ordinal == 0 ? UP : ordinal == 1 ? DOWN : BOTH;
    }
}
