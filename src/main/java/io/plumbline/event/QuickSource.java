package io.plumbline.event;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON as phones write it, read straight from the bytes, eight at a time where they are text. It never takes what Jackson
 * does not, and reads what it takes alike. All else, be it wrong or only rare, it leaves to {@link JacksonSource} by throwing
 * {@link Irregular}; so there is no sentence about broken JSON here.
 *
 * <p>Left to Jackson are: bytes that are no UTF-8, escapes in names, names longer than 256 bytes, whole numbers of more than
 * 18 digits, nesting deeper than 8, objects within each other with more than 256 names, NaN and Infinity.
 */
final class QuickSource extends QuickBytes {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int CLEAN_BYTES = 256;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_NAMES = 256;

    private Kind kind = Kind.OTHER;
    private boolean clean;
    private boolean first;

    /** Names of the objects that are open, the innermost last; and of each where they begin, with a bit for each's hash. */
    private String[] names = new String[24];

    private int nameCount;
    private int depth;
    private final int[] firstName = new int[MAX_DEPTH];
    private final long[] hashes = new long[MAX_DEPTH];
    private long hash;

    QuickSource(byte[] buffer, int offset, int length) {
        super(buffer, offset, length);
    }

    @Override
    Kind begin() throws IOException {
        if (peek() != '{') {
            throw new Irregular();
        }
        kind = Kind.OBJECT;
        return kind;
    }

    /** Steps into an array of events. */
    void enterBatch() throws IOException {
        expect(peek() == '[');
        enter();
    }

    /** Steps to the next event of the array; false where it ends. */
    boolean nextObject() throws IOException {
        Kind next = nextElement();
        expect(next == null || next == Kind.OBJECT);
        return next != null;
    }

    /** Goes back to the beginning of the event at hand, and passes over it. */
    void skipObject(int start) throws IOException {
        position = start;
        depth = 1;
        nameCount = firstName[0];
        kind = Kind.OBJECT;
        skip();
    }

    @Override
    void end() throws IOException {
        peek();
        if (position < end) {
            throw new Irregular();
        }
    }

    @Override
    void enter() throws IOException {
        if (depth == MAX_DEPTH) {
            throw new Irregular();
        }
        position++;
        firstName[depth] = nameCount;
        hashes[depth] = 0;
        depth++;
        first = true;
    }

    private void leave() {
        position++;
        depth--;
        nameCount = firstName[depth];
        first = false;
    }

    @Override
    @Nullable
    String nextName() throws IOException {
        if (ends('}')) {
            return null;
        }
        expect(peek() == '"');
        first = false;
        String name = string(true);
        expect(clean);
        remember(name);
        return name;
    }

    /** Keeps a name of the object at hand, which must not have it yet. */
    private void remember(String name) throws IOException {
        int level = depth - 1;
        long bit = 1L << (hash >>> 58);
        if ((hashes[level] & bit) != 0) {
            for (int i = firstName[level]; i < nameCount; i++) {
                expect(!names[i].equals(name));
            }
        }
        hashes[level] |= bit;
        if (nameCount == names.length) {
            expect(nameCount < MAX_NAMES);
            names = Arrays.copyOf(names, 2 * nameCount);
        }
        names[nameCount++] = name;
    }

    @Override
    Kind nextValue() throws IOException {
        expect(peek() == ':');
        position++;
        return kind(peek());
    }

    @Override
    @Nullable
    Kind nextElement() throws IOException {
        if (ends(']')) {
            return null;
        }
        first = false;
        return kind(peek());
    }

    /** Leaves the object or array at hand if it ends here; steps over the comma before all but its first member. */
    private boolean ends(char bracket) throws IOException {
        int c = peek();
        if (c == bracket) {
            leave();
            return true;
        }
        if (!first) {
            expect(c == ',');
            position++;
        }
        return false;
    }

    private Kind kind(int c) throws IOException {
        kind = switch (c) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.TEXT;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            case 'n' -> Kind.NULL;
            case 't', 'f' -> Kind.OTHER;
            default -> throw new Irregular();
        };
        return kind;
    }

    @Override
    String text() throws IOException {
        return string(false);
    }

    @Override
    String shared() throws IOException {
        return string(true);
    }

    @Override
    boolean clean() {
        return clean;
    }

    /** Reads the text at hand, and leaves its hash behind; without an escape the same text has the same. */
    private String string(boolean share) throws IOException {
        int start = position + 1;
        int at = start;
        long mixed = 0;
        long seen = 0;
        while (true) {
            long word = word(at);
            long stop = stops(word);
            if (stop == 0) {
                mixed = (mixed ^ word) * MIX;
                seen |= word;
                at += Long.BYTES;
                continue;
            }
            int rest = Long.numberOfTrailingZeros(stop) & ~7;
            long last = word & ((1L << rest) - 1);
            mixed = (mixed ^ last) * MIX;
            seen |= last;
            at += rest >>> 3;
            break;
        }
        expect(at < end);
        if (buffer[at] == '\\') {
            return escaped(start, at);
        }
        expect(buffer[at] == '"');
        position = at + 1;
        int length = at - start;
        hash = (mixed ^ length) * MIX;
        clean = length <= CLEAN_BYTES;
        boolean ascii = (seen & HIGHS) == 0;
        String text = share && length <= SharedTexts.MAX_BYTES
                ? SharedTexts.get(buffer, start, at, hash, ascii)
                : SharedTexts.decode(buffer, start, at, ascii);
        return known(text);
    }

    /** Eight bytes, the first the lowest; zeros past the end of the buffer. */
    private long word(int at) {
        if (at + Long.BYTES <= buffer.length) {
            return (long) WORD.get(buffer, at);
        }
        long word = 0;
        for (int i = buffer.length - 1; i >= at; i--) {
            word = (word << 8) | (buffer[i] & 0xff);
        }
        return word;
    }

    /** The highest bit of each byte that ends a run of plain text: quote, backslash, control character. The lowest is right. */
    private static long stops(long word) {
        long quote = word ^ ('"' * ONES);
        long backslash = word ^ ('\\' * ONES);
        return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - ' ' * ONES) & ~word)) & HIGHS;
    }

    /** Reads a text with escapes, the first of which is at hand. */
    private String escaped(int start, int firstEscape) throws IOException {
        StringBuilder text = new StringBuilder();
        int from = start;
        int at = firstEscape;
        while (true) {
            int c = at(at);
            if (c == '\\' || c == '"') {
                text.append(known(SharedTexts.decode(buffer, from, at, false)));
                if (c == '"') {
                    break;
                }
                int escape = at(at + 1);
                text.append(escape == 'u' ? unicode(at + 2) : unescaped(escape));
                at += escape == 'u' ? 6 : 2;
                from = at;
            } else {
                expect(c < 0 || c >= ' ');
                expect(at < end);
                at++;
            }
        }
        position = at + 1;
        clean = false;
        return text.toString();
    }

    private static char unescaped(int escape) throws IOException {
        return switch (escape) {
            case '"', '\\', '/' -> (char) escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw new Irregular();
        };
    }

    private char unicode(int at) throws IOException {
        int c = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(at(i), 16);
            expect(digit >= 0);
            c = (c << 4) | digit;
        }
        return (char) c;
    }

    @Override
    void skip() throws IOException {
        switch (kind) {
            case OBJECT -> {
                enter();
                while (nextName() != null) {
                    nextValue();
                    skip();
                }
            }
            case ARRAY -> {
                enter();
                while (nextElement() != null) {
                    skip();
                }
            }
            case TEXT -> text();
            case NUMBER -> number();
            case NULL -> literal("null");
            case OTHER -> literal(at(position) == 't' ? "true" : "false");
        }
    }

    @Override
    String describe() throws IOException {
        throw new Irregular();
    }

    private static String known(@Nullable String text) throws IOException {
        expect(text != null);
        return String.valueOf(text);
    }
}
