package io.plumbline.event;

import com.fasterxml.jackson.core.io.NumberInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The bytes that a {@link QuickSource} reads: where it stands, white space, words and numbers. */
abstract class QuickBytes extends JsonSource {
    private static final int MAX_NUMBER = 40;
    private static final int LONG_DIGITS = 18;
    private static final long EXACT = 1L << 53;
    private static final double[] TENS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** Jackson is to read it. */
    static final class Irregular extends IOException {
        private static final long serialVersionUID = 1L;

        Irregular() {
            super("Left to Jackson");
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Safe because: it does nothing; no trace is wanted.
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    final byte[] buffer;
    final int end;
    int position;

    QuickBytes(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    final double number() throws IOException {
        int start = position;
        int at = start;
        boolean negative = at(at) == '-';
        at += negative ? 1 : 0;
        int firstDigit = at;
        long digits = 0;
        if (at(at) == '0') {
            at++;
        } else {
            for (int c = at(at); isDigit(c); c = at(++at)) {
                digits = 10 * digits + (c - '0');
            }
        }
        int count = at - firstDigit;
        expect(count > 0);
        int scale = 0;
        if (at(at) == '.') {
            int point = at++;
            for (int c = at(at); isDigit(c); c = at(++at)) {
                digits = 10 * digits + (c - '0');
            }
            scale = point + 1 - at;
            count -= scale;
            expect(scale < 0);
        }
        boolean whole = scale == 0;
        position = at;
        if ((at(at) | 0x20) == 'e') {
            whole = false;
            scale += exponent();
        }
        expect(position - start <= MAX_NUMBER && (count <= LONG_DIGITS || !whole));
        if (whole) {
            return negative ? -digits : digits;
        }
        if (count <= LONG_DIGITS && digits <= EXACT && scale > -TENS.length && scale < TENS.length) {
            // Both are exact, so that there is one rounding.
            double number = scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
            return negative ? -number : number;
        }
        return NumberInput.parseDouble(new String(buffer, start, position - start, StandardCharsets.ISO_8859_1), true);
    }

    private int exponent() throws IOException {
        int at = position + 1;
        boolean negative = at(at) == '-';
        at += negative || at(at) == '+' ? 1 : 0;
        int firstDigit = at;
        int exponent = 0;
        for (int c = at(at); isDigit(c); c = at(++at)) {
            exponent = 10 * exponent + (c - '0');
        }
        expect(at > firstDigit && at - firstDigit <= 4);
        position = at;
        return negative ? -exponent : exponent;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    final void literal(String word) throws IOException {
        for (int i = 0; i < word.length(); i++) {
            expect(at(position + i) == word.charAt(i));
        }
        position += word.length();
    }

    /** Passes over white space; the byte behind it, or 0 at the end. */
    final int peek() {
        int c = at(position);
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = at(++position);
        }
        return c;
    }

    /** The byte there; 0, which stands nowhere in JSON, from the end on. */
    final int at(int index) {
        return index < end ? buffer[index] : 0;
    }

    static void expect(boolean regular) throws IOException {
        if (!regular) {
            throw new Irregular();
        }
    }
}
