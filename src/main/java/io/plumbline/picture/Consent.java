package io.plumbline.picture;

import io.plumbline.kernel.Rejection;
import java.util.Locale;

/** What the person who took a picture has allowed to do with it; the strictest last. */
public enum Consent {
    /** To learn from it, to judge models by it, and to look at it. */
    TRAINING,
    /** To look at it, in order to find out why a model errs; no snapshot takes it. */
    DIAGNOSIS,
    /** Nothing: it is not kept, and if it was, it goes. */
    NONE;

    /** The word for it in requests and in the table. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stricter of both: who takes consent back is believed, whoever else gives it. */
    Consent and(Consent other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * The consent of a word.
     *
     * @throws Rejection {@code consent-unknown} if it is no such word
     */
    public static Consent of(String word) {
        for (Consent consent : values()) {
            if (consent.word().equals(word)) {
                return consent;
            }
        }
        throw Rejection.invalid(
                "consent-unknown", "consent is '" + word + "'; it is training, diagnosis, or none to take it back.");
    }
}
