package io.plumbline.ui.view;

import java.util.List;

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
        List<LetterView> rows,
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
                    : String.format(java.util.Locale.ROOT, "%,d retried, %,d discarded", retried, discarded);
            return new Code(
                    code, String.format(java.util.Locale.ROOT, "%,d", waiting), settled, retryable > 0, waiting > 0);
        }
    }

    /** Which part of a list is shown, in words; empty for nothing. */
    public static String part(long offset, int shown, long total) {
        return shown == 0
                ? ""
                : String.format(java.util.Locale.ROOT, "%,d to %,d of %,d", offset + 1, offset + shown, total);
    }
}
