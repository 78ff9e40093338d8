package io.plumbline.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;

/** JSON for {@code jsonb} columns that are written by the hundred thousand, where a mapper costs more than the database. */
public final class JsonText {
    private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

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
        if (value instanceof Number) {
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

    private void separate() {
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) != '{' && text.charAt(last) != '[') {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        STRINGS.quoteAsString(value, text);
        text.append('"');
    }
}
