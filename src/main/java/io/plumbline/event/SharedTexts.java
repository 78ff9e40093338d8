package io.plumbline.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again: names of fields, models, classes, makes of phones. One that was seen before is
 * neither decoded nor allocated again. Holds at most 4,096 texts of 64 bytes: a new one takes the place of the one before it
 * with the same hash, so that no flood of texts can fill the memory. Safe for many threads.
 */
final class SharedTexts {
    /** Longest text that is shared, in bytes of UTF-8. */
    static final int MAX_BYTES = 64;

    private static final int BITS = 12;

    /** Safe because: a reader sees null or a whole {@link Entry}, whose fields are final; either is right. */
    private static final @Nullable Entry[] ENTRIES = new Entry[1 << BITS];

    private SharedTexts() {}

    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared, never handed out.
    private record Entry(byte[] bytes, String text) {}

    /**
     * The text of some bytes, or null if they are no UTF-8.
     *
     * @param hash the same for the same bytes, its upper bits well mixed
     */
    static @Nullable String get(byte[] buffer, int from, int to, long hash, boolean ascii) {
        int index = (int) (hash >>> (Long.SIZE - BITS));
        Entry known = ENTRIES[index];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, buffer, from, to)) {
            return known.text;
        }
        String text = decode(buffer, from, to, ascii);
        if (text != null) {
            ENTRIES[index] = new Entry(Arrays.copyOfRange(buffer, from, to), text);
        }
        return text;
    }

    /** Decodes bytes; null if they are no UTF-8, or hold the character that stands for what is none. */
    static @Nullable String decode(byte[] buffer, int from, int to, boolean ascii) {
        if (ascii) {
            return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
        }
        String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : null;
    }
}
