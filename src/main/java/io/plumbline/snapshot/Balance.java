package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import java.util.Locale;

/** What is done about classes of which there are many more pictures than of others. */
public enum Balance {
    /** Nothing: a class weighs as much as there are pictures of it. */
    NONE,
    /** Pictures to learn from weigh the more the fewer there are of their class, up to ten times. */
    WEIGHTS;

    /** The word for it in requests and settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * That of a word.
     *
     * @throws Rejection {@code balance-unknown} if it is no such word
     */
    public static Balance of(String word) {
        for (Balance balance : values()) {
            if (balance.word().equals(word)) {
                return balance;
            }
        }
        throw Rejection.invalid("balance-unknown", "balance is '" + word + "'; it is none or weights.");
    }
}
