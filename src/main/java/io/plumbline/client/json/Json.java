package io.plumbline.client.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small JSON reader and writer (RFC 8259), strict on purpose.
 *
 * <p>Values are {@link Map} (in order of appearance), {@link List}, {@link String}, {@link Long} (a number without
 * fraction or exponent that fits), {@link Double}, {@link Boolean} and {@link #NULL}. Not understood, and said so: duplicate keys,
 * nesting deeper than 64, trailing text, NaN. Stateless, hence safe from several threads.
 */
public final class Json {
    /** JSON's null. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Json() {}

    /** The text is not what was asked for. The message says where and why. */
    public static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param message says where and why */
        public Malformed(String message) {
            super(message);
        }
    }

    /**
     * The value of a text.
     *
     * @throws Malformed if it is not one JSON value
     */
    public static Object read(String text) throws Malformed {
        return new JsonReader(text).document();
    }

    /**
     * The object that a text holds.
     *
     * @throws Malformed if it is not one JSON object
     */
    public static Map<String, Object> readObject(String text) throws Malformed {
        return object(read(text), "document");
    }

    /** The value as an object; {@code what} names it in the message. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value, String what) throws Malformed {
        if (value instanceof Map) {
            // Safe because: only the reader makes these maps, and its keys are strings.
            return (Map<String, Object>) value;
        }
        throw new Malformed("'" + what + "' is not an object: " + value);
    }

    /** A field as an object. */
    public static Map<String, Object> object(Map<String, Object> parent, String key) throws Malformed {
        return object(required(parent, key), key);
    }

    /** A field as a list. */
    public static List<Object> list(Map<String, Object> parent, String key) throws Malformed {
        Object value = required(parent, key);
        if (value instanceof List) {
            return new ArrayList<Object>((List<?>) value);
        }
        throw new Malformed("'" + key + "' is not a list: " + value);
    }

    /** A field as text. */
    public static String string(Map<String, Object> parent, String key) throws Malformed {
        Object value = required(parent, key);
        if (value instanceof String text) {
            return text;
        }
        throw new Malformed("'" + key + "' is not a text: " + value);
    }

    /** A field as text, or the other value where it is absent or null. */
    public static String string(Map<String, Object> parent, String key, String otherwise) throws Malformed {
        Object value = parent.get(key);
        return value == null || value == NULL ? otherwise : string(parent, key);
    }

    /** A field as a number. */
    public static double number(Map<String, Object> parent, String key) throws Malformed {
        return number(required(parent, key), key);
    }

    /** The value as a number. */
    public static double number(Object value, String what) throws Malformed {
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        throw new Malformed("'" + what + "' is not a number: " + value);
    }

    /** A field as a whole number. */
    public static long whole(Map<String, Object> parent, String key) throws Malformed {
        Object value = required(parent, key);
        if (value instanceof Long n) {
            return n;
        }
        throw new Malformed("'" + key + "' is not a whole number: " + value);
    }

    private static Object required(Map<String, Object> parent, String key) throws Malformed {
        Object value = parent.get(key);
        if (value == null) {
            throw new Malformed("'" + key + "' is missing");
        }
        return value;
    }

    /**
     * The text of a value, on one line.
     *
     * @throws IllegalArgumentException if it holds something else than the types above, or NaN or an infinity
     */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof String text) {
            quote(text, out);
        } else if (value instanceof Map) {
            writeMap((Map<?, ?>) value, out);
        } else if (value instanceof List) {
            char before = '[';
            for (Object item : (List<?>) value) {
                out.append(before);
                write(item, out);
                before = ',';
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new IllegalArgumentException("JSON has no number " + number);
            }
            out.append(value);
        } else if (value instanceof Number || value instanceof Boolean || value == NULL) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("Not a JSON value: " + value);
        }
    }

    private static void writeMap(Map<?, ?> map, StringBuilder out) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(before);
            quote((String) entry.getKey(), out);
            out.append(':');
            write(entry.getValue(), out);
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || loneSurrogate(text, i)) {
                out.append("\\u").append(HEX[c >> 12]).append(HEX[(c >> 8) & 15]);
                out.append(HEX[(c >> 4) & 15]).append(HEX[c & 15]);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean loneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
