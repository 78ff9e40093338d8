package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import java.util.Locale;

/** What a picture of a snapshot may be used for; never more than one. */
public enum Split {
    /** To learn from. */
    TRAIN,
    /** To stop early by and to calibrate with. */
    VALIDATION,
    /** To judge by; neither training nor calibration sees it. */
    TEST;

    /** Its name in files and on pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * That of a word.
     *
     * @throws Rejection {@code split-unknown} if there is none of that name
     */
    public static Split of(String word) {
        for (Split split : values()) {
            if (split.word().equals(word)) {
                return split;
            }
        }
        throw Rejection.invalid("split-unknown", "'" + word + "' is no split; there are train, validation and test.");
    }
}
