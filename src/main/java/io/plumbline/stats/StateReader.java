package io.plumbline.stats;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads what {@link StateWriter} wrote. Every failure is an {@link IllegalArgumentException} that says what is wrong with
 * the bytes; whoever reads builds its object only from fields that were all read and checked.
 *
 * <p>Mutable and not thread-safe.
 */
public final class StateReader {
    private final String what;
    private final ByteBuffer in;

    /**
     * Begins to read: checks the checksum, kind and version.
     *
     * @param what which statistic, for messages
     * @param bytes a whole state; not changed
     * @param kind the kind it must have
     * @param version the version it must have
     * @throws IllegalArgumentException if it is cut short, damaged, of another kind or of an unknown version
     */
    public StateReader(String what, byte[] bytes, int kind, int version) {
        this.what = what;
        if (bytes.length < 2 + Integer.BYTES) {
            throw new IllegalArgumentException("Not a state of " + what + ": " + bytes.length + " bytes are too few");
        }
        int end = bytes.length - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        int stored = ByteBuffer.wrap(bytes).getInt(end);
        if (stored != (int) crc.getValue()) {
            throw new IllegalArgumentException(String.format(
                    "Damaged state of %s: checksum %08x of %d bytes, stored %08x",
                    what, (int) crc.getValue(), bytes.length, stored));
        }
        if (bytes[0] != kind) {
            throw new IllegalArgumentException("Not a state of " + what + ": kind " + bytes[0] + " instead of " + kind);
        }
        if (bytes[1] != version) {
            throw new IllegalArgumentException(
                    "State of " + what + " of unknown version " + bytes[1] + "; version " + version + " is known");
        }
        in = ByteBuffer.wrap(bytes, 2, end - 2);
    }

    /** The next 8 bytes. */
    public long getLong() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw tooShort(e);
        }
    }

    /** The next 4 bytes. */
    public int getInt() {
        try {
            return in.getInt();
        } catch (BufferUnderflowException e) {
            throw tooShort(e);
        }
    }

    /** The next 8 bytes as a number. */
    public double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    /** The next byte, 0 or 1. */
    public boolean getBoolean() {
        try {
            byte value = in.get();
            require(value == 0 || value == 1, "flag", value);
            return value == 1;
        } catch (BufferUnderflowException e) {
            throw tooShort(e);
        }
    }

    /** The next array, a fresh one. */
    public double[] getDoubles() {
        double[] values = new double[length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }

    /** The next array, a fresh one. */
    public long[] getLongs() {
        long[] values = new long[length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getLong();
        }
        return values;
    }

    /**
     * Refuses a field that no honest writer can have written.
     *
     * @param holds what must hold
     * @param field name of the field
     * @param value what was read
     * @throws IllegalArgumentException if it does not hold
     */
    public void require(boolean holds, String field, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("State of " + what + " with an impossible " + field + ": " + value);
        }
    }

    /** Ends the state: nothing may be left. */
    public void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("State of " + what + " with " + in.remaining() + " bytes too many");
        }
    }

    private int length() {
        int length = getInt();
        require(length >= 0 && length <= in.remaining() / Long.BYTES, "length", length);
        return length;
    }

    private IllegalArgumentException tooShort(BufferUnderflowException cause) {
        return new IllegalArgumentException("State of " + what + " cut short", cause);
    }
}
