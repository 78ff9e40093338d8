package io.plumbline.ui.view.operation;

import io.plumbline.ui.view.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The list of dead letters.
 *
 * @param codes why records could not be taken, with counts; empty if nothing ever was refused
 * @param rows the letters of this page
 * @param code only these are shown; empty: all
 * @param state what became of those that are shown
 * @param shown which of how many are shown, in words
 * @param newer address of the page before, or empty
 * @param older address of the page after, or empty
 * @param mayDecide whether the reader may send letters again and give them up
 */
public record LettersView(
        List<Code> codes,
        List<Row> rows,
        String code,
        String state,
        String shown,
        String newer,
        String older,
        boolean mayDecide) {

    /**
     * A reason and its letters.
     *
     * @param code the reason
     * @param waiting how many nobody has decided about
     * @param settled how many were retried and discarded, in words
     * @param retryable whether any of those that wait can be sent again
     * @param open whether any waits
     */
    public record Code(String code, String waiting, String settled, boolean retryable, boolean open) {
        /** From the counts. */
        public static Code of(String code, long waiting, long retryable, long retried, long discarded) {
            String settled = retried == 0 && discarded == 0
                    ? ""
                    : String.format(Locale.ROOT, "%,d retried, %,d discarded", retried, discarded);
            return new Code(code, String.format(Locale.ROOT, "%,d", waiting), settled, retryable > 0, waiting > 0);
        }
    }

    /** Which part of a list is shown, in words; empty for nothing. */
    public static String part(long offset, int shown, long total) {
        return shown == 0 ? "" : String.format(Locale.ROOT, "%,d to %,d of %,d", offset + 1, offset + shown, total);
    }

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
    public record Row(
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
}
