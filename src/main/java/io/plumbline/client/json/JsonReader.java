package io.plumbline.client.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recursive descent over one text. Used once, by one thread. */
final class JsonReader {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    Object document() throws Json.Malformed {
        Object value = value();
        space();
        if (at < text.length()) {
            throw wrong("text after the end");
        }
        return value;
    }

    private Object value() throws Json.Malformed {
        space();
        return switch (peek()) {
            case '{' -> nested(true);
            case '[' -> nested(false);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", Json.NULL);
            default -> number();
        };
    }

    private Object nested(boolean isObject) throws Json.Malformed {
        if (++depth > DEEPEST) {
            throw wrong("nested deeper than " + DEEPEST);
        }
        at++;
        Object value = isObject ? object() : list();
        depth--;
        return value;
    }

    private Map<String, Object> object() throws Json.Malformed {
        Map<String, Object> map = new LinkedHashMap<String, Object>();
        if (ends('}')) {
            return map;
        }
        do {
            space();
            if (peek() != '"') {
                throw wrong("expected a key");
            }
            String key = string();
            space();
            if (peek() != ':') {
                throw wrong("expected ':'");
            }
            at++;
            if (map.put(key, value()) != null) {
                throw wrong("key '" + key + "' twice");
            }
        } while (continues('}'));
        return map;
    }

    private List<Object> list() throws Json.Malformed {
        List<Object> items = new ArrayList<Object>();
        if (ends(']')) {
            return items;
        }
        do {
            items.add(value());
        } while (continues(']'));
        return items;
    }

    private boolean ends(char close) throws Json.Malformed {
        space();
        if (peek() == close) {
            at++;
            return true;
        }
        return false;
    }

    private boolean continues(char close) throws Json.Malformed {
        space();
        char c = peek();
        if (c != ',' && c != close) {
            throw wrong("expected ',' or '" + close + "'");
        }
        at++;
        return c == ',';
    }

    private Object literal(String word, Object value) throws Json.Malformed {
        if (!text.startsWith(word, at)) {
            throw wrong("expected a value");
        }
        at += word.length();
        return value;
    }

    private String string() throws Json.Malformed {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            } else if (c < 0x20) {
                throw wrong("control character in a text");
            } else if (c == '\\') {
                out.append(escape());
            } else {
                out.append(c);
            }
        }
    }

    private char escape() throws Json.Malformed {
        char c = peek();
        at++;
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw wrong("unknown escape");
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char hex = text.charAt(at++);
            int digit = hex < 128 ? Character.digit(hex, 16) : -1;
            if (digit < 0) {
                throw wrong("escape without four hexadecimal digits");
            }
            code = (code << 4) | digit;
        }
        return (char) code;
    }

    private Object number() throws Json.Malformed {
        int start = at;
        skip('-');
        int firstDigit = at;
        int whole = digits();
        if (whole == 0 || (whole > 1 && text.charAt(firstDigit) == '0')) {
            throw wrong("expected a value");
        }
        boolean isWhole = true;
        if (skip('.')) {
            isWhole = false;
            requireDigits();
        }
        if (skip('e') || skip('E')) {
            isWhole = false;
            if (!skip('+')) {
                skip('-');
            }
            requireDigits();
        }
        String number = text.substring(start, at);
        if (isWhole && whole <= 18) {
            return Long.valueOf(number);
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw wrong("number out of range");
        }
        return value;
    }

    private void requireDigits() throws Json.Malformed {
        if (digits() == 0) {
            throw wrong("expected a digit");
        }
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private char peek() throws Json.Malformed {
        if (at >= text.length()) {
            throw wrong("unexpected end");
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private Json.Malformed wrong(String why) {
        return new Json.Malformed("Not JSON at character " + at + ": " + why);
    }
}
