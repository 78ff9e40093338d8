package io.plumbline.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;

/** JSON for {@code jsonb} columns that are written by the hundred thousand, where a mapper costs more than the database. */
public final class JsonText {
    private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

    private static final long PLACES = 10_000;

    private final StringBuilder text = new StringBuilder();

    /** An object of texts and finite numbers. The answer is valid until the next call. */
    public CharSequence object(Map<String, ?> members) {
        text.setLength(0);
        begin('{');
        members.forEach(this::member);
        return end('}');
    }

    /** Starts over with an opening bracket. */
    public JsonText start(char bracket) {
        text.setLength(0);
        return begin(bracket);
    }

    /** Opens an object or an array. */
    public JsonText begin(char bracket) {
        separate();
        text.append(bracket);
        return this;
    }

    /** A member whose value is a text or a finite number. */
    public JsonText member(String name, Object value) {
        separate();
        quote(name);
        text.append(':');
        if (value instanceof Double number) {
            number(number);
        } else if (value instanceof Number) {
            text.append(value);
        } else {
            quote(value.toString());
        }
        return this;
    }

    /** Closes what was opened. The answer is valid until the next start. */
    public CharSequence end(char bracket) {
        text.append(bracket);
        return text;
    }

    /**
     * The shortest text of a number. Of most numbers from phones, with up to four places after the point, it is found without the
     * long work of {@link Double#toString}.
     */
    private void number(double number) {
        long scaled = Math.round(number * PLACES);
        if (!(number >= 0.001 && number < 1_000_000) || (double) scaled / PLACES != number) {
            text.append(number);
            return;
        }
        text.append(scaled / PLACES).append('.');
        long rest = scaled % PLACES;
        long place = PLACES / 10;
        do {
            text.append((char) ('0' + rest / place));
            rest %= place;
            place /= 10;
        } while (rest > 0);
    }

    private void separate() {
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) != '{' && text.charAt(last) != '[') {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        if (isPlain(value)) {
            text.append(value);
        } else {
            STRINGS.quoteAsString(value, text);
        }
        text.append('"');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
