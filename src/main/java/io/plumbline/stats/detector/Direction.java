package io.plumbline.stats.detector;

import io.plumbline.stats.StateReader;

/** Which changes of the mean a detector looks for. */
public enum Direction {
    /** The mean has risen; for errors, the model has become worse. */
    UP(0),
    /** The mean has fallen. */
    DOWN(1),
    /** Either. */
    BOTH(2);

    /** In stored states. */
    private final int code;

    Direction(int code) {
        this.code = code;
    }

    boolean up() {
        return this != DOWN;
    }

    boolean down() {
        return this != UP;
    }

    int code() {
        return code;
    }

    static Direction read(StateReader in) {
        int code = in.getInt();
        in.require(code >= 0 && code <= 2, "direction", code);
        return code == 0 ? UP : code == 1 ? DOWN : BOTH;
    }
}
