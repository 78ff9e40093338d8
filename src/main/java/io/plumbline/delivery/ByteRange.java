package io.plumbline.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What part of some content a {@code Range} header asks for (RFC 9110, section 14). */
public sealed interface ByteRange {
    /** All of it: no range was asked for, or one in a form that a server may ignore. */
    record Whole() implements ByteRange {}

    /**
     * A part of it.
     *
     * @param from first byte, counted from 0
     * @param to last byte, at least {@code from} and within the content
     */
    record Part(int from, int to) implements ByteRange {
        /** Number of bytes, at least 1. */
        public int length() {
            return to - from + 1;
        }
    }

    /** A part that the content does not have. */
    record Unsatisfiable() implements ByteRange {}

    /** One range; of several at once we send all, as the RFC allows. */
    Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * Reads the header.
     *
     * @param header its value, empty where there is none
     * @param length of the content, at least 1
     */
    static ByteRange parse(String header, int length) {
        Matcher range = SINGLE.matcher(header);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long suffix = Long.parseLong(range.group(2));
            return suffix == 0 ? new Unsatisfiable() : new Part((int) Math.max(0, length - suffix), length - 1);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (to < from) {
            return new Whole();
        }
        return from >= length ? new Unsatisfiable() : new Part((int) from, (int) Math.min(to, length - 1L));
    }
}
