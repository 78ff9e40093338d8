package io.plumbline.stats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes the state of a statistic in a compact, versioned form, for {@link StateReader}.
 *
 * <p>Layout: one byte kind, one byte version, the fields in the order of the calls, and a CRC-32C (RFC 3720) of all before
 * it, 4 bytes. Numbers are big-endian: a long or a double 8 bytes, an int 4, a boolean 1; an array is its length as an int
 * and its elements. Equal fields give equal bytes.
 *
 * <p>Mutable and not thread-safe.
 */
public final class StateWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Begins a state.
     *
     * @param kind which statistic, 0 to 127; unique among all that are stored
     * @param version of its layout, 1 to 127
     */
    public StateWriter(int kind, int version) {
        out.write(kind);
        out.write(version);
    }

    /** Appends 8 bytes. */
    public StateWriter put(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    /** Appends 4 bytes. */
    public StateWriter put(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    /** Appends 8 bytes, the number's IEEE 754 form. */
    public StateWriter put(double value) {
        return put(Double.doubleToRawLongBits(value));
    }

    /** Appends 1 byte. */
    public StateWriter put(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    /** Appends the first numbers of an array and how many they are. */
    public StateWriter put(double[] values, int length) {
        put(length);
        for (int i = 0; i < length; i++) {
            put(values[i]);
        }
        return this;
    }

    /** Appends the first numbers of an array and how many they are. */
    public StateWriter put(long[] values, int length) {
        put(length);
        for (int i = 0; i < length; i++) {
            put(values[i]);
        }
        return this;
    }

    /** The whole state with its checksum. */
    public byte[] toBytes() {
        byte[] body = out.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(body);
        return ByteBuffer.allocate(body.length + Integer.BYTES)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }
}
