package io.plumbline.ui.view;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A dead letter, ready to be shown.
 *
 * @param id its number
 * @param code why it could not be taken
 * @param detail the same as a sentence
 * @param received when the broker took it
 * @param size of the record, in words
 * @param origin where it was in Kafka
 * @param retryOf number of the letter that it was sent again from; empty for none
 * @param state what became of it
 * @param decision who decided so, in words; empty while it waits
 * @param retryable whether the reader may send it again
 * @param discardable whether the reader may give it up
 */
public record LetterView(
        long id,
        String code,
        String detail,
        Stamp received,
        String size,
        String origin,
        String retryOf,
        String state,
        String decision,
        boolean retryable,
        boolean discardable) {

    /**
     * What the record held.
     *
     * @param payload its value, as text
     * @param form how the value is shown: "text" or "base64"
     * @param headers its headers
     */
    public record Content(String payload, String form, List<Line> headers) {}

    /** A header. */
    public record Line(String name, String value) {}

    /** Whether it was sent again from another letter. */
    public boolean again() {
        return !retryOf.isEmpty();
    }

    /** A size for people. */
    public static String size(long bytes) {
        return bytes < 1024
                ? bytes + " B"
                : String.format(Locale.ROOT, bytes < 10_240 ? "%.1f KiB" : "%,.0f KiB", bytes / 1024.0);
    }

    /** Who decided what, in words. */
    public static String decision(String state, String by, Instant at, String reason) {
        return state + " by " + by + " on " + Stamp.of(at).text() + (reason.isEmpty() ? "" : ": " + reason);
    }
}
