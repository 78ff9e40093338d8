package io.plumbline.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.Oid;

/**
 * Rows in PostgreSQL's binary COPY format, gathered in memory, sent all or in part.
 *
 * <p>Each row starts with {@link #row}, followed by exactly its number of values in the order of the columns. One thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
public final class BinaryCopy {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {-1, -1};
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;
    private static final byte JSONB_VERSION = 1;

    /** Rows one after the other; valid up to {@link #size}. */
    private byte[] bytes = new byte[1 << 12];

    private int size;

    /** Where each row begins; valid up to {@link #rows}. */
    private int[] starts = new int[16];

    private int rows;

    /** Starts a row of so many columns. */
    public BinaryCopy row(int columns) {
        if (rows == starts.length) {
            starts = Arrays.copyOf(starts, 2 * rows);
        }
        starts[rows++] = size;
        reserve(Short.BYTES);
        bytes[size++] = (byte) (columns >> 8);
        bytes[size++] = (byte) columns;
        return this;
    }

    /** Forgets all rows; the memory is kept for others. */
    public void clear() {
        size = 0;
        rows = 0;
    }

    /** Number of rows begun so far. */
    public int rows() {
        return rows;
    }

    /** Bytes of all rows so far. */
    public int size() {
        return size;
    }

    /** A text, varchar or json column; null for SQL null. */
    public BinaryCopy text(@Nullable String value) {
        if (value == null) {
            return nothing();
        }
        int length = beginSized(3L * value.length());
        put(value);
        return endSized(length);
    }

    /** A jsonb column, given as its text; null for SQL null. */
    public BinaryCopy jsonb(@Nullable CharSequence value) {
        if (value == null) {
            return nothing();
        }
        int length = beginSized(1 + 3L * value.length());
        bytes[size++] = JSONB_VERSION;
        put(value);
        return endSized(length);
    }

    /** A text[] column. */
    public BinaryCopy texts(List<String> values) {
        int length = beginSized(5L * Integer.BYTES);
        // Dimensions, no nulls, type of the elements; length and first index of the only dimension
        int4Raw(values.isEmpty() ? 0 : 1).int4Raw(0).int4Raw(Oid.TEXT);
        if (!values.isEmpty()) {
            int4Raw(values.size()).int4Raw(1);
            values.forEach(this::text);
        }
        return endSized(length);
    }

    /** A bytea column. */
    public BinaryCopy bytes(byte[] value) {
        int4Raw(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** An integer column. */
    public BinaryCopy int4(int value) {
        return int4Raw(Integer.BYTES).int4Raw(value);
    }

    /** A bigint column. */
    public BinaryCopy int8(long value) {
        return int4Raw(Long.BYTES).int8Raw(value);
    }

    /** A double precision column. */
    public BinaryCopy float8(double value) {
        return int4Raw(Double.BYTES).int8Raw(Double.doubleToLongBits(value));
    }

    /** A boolean column. */
    public BinaryCopy bool(boolean value) {
        int4Raw(1);
        reserve(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    /** A timestamptz column, to the microsecond. */
    public BinaryCopy timestamp(Instant value) {
        long micros = Math.addExact(Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1_000);
        return int4Raw(Long.BYTES).int8Raw(micros - EPOCH_2000_MICROS);
    }

    /** SQL null. */
    public BinaryCopy nothing() {
        return int4Raw(-1);
    }

    /**
     * Sends all rows.
     *
     * @param copy a statement of the form {@code copy t (a, b) from stdin (format binary)}
     * @return number of rows that the database took
     */
    public long send(Connection connection, String copy) throws SQLException {
        return send(connection, copy, new BitSet());
    }

    /**
     * Sends the rows, but for some.
     *
     * @param copy a statement of the form {@code copy t (a, b) from stdin (format binary)}
     * @param without indices of the rows that stay behind, from 0
     * @return number of rows that the database took
     */
    public long send(Connection connection, String copy, BitSet without) throws SQLException {
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            in.writeToCopy(HEADER, 0, HEADER.length);
            for (int from = without.nextClearBit(0); from < rows; ) {
                int gap = without.nextSetBit(from);
                int to = gap < 0 || gap > rows ? rows : gap;
                int end = to == rows ? size : starts[to];
                in.writeToCopy(bytes, starts[from], end - starts[from]);
                from = without.nextClearBit(to);
            }
            in.writeToCopy(TRAILER, 0, TRAILER.length);
            return in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    /** Leaves room for a length, and for at most so many bytes after it; answers where the length goes. */
    private int beginSized(long most) {
        if (most > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("A column of up to " + most + " bytes is too long to copy");
        }
        reserve(Integer.BYTES + (int) most);
        int at = size;
        size += Integer.BYTES;
        return at;
    }

    private BinaryCopy endSized(int at) {
        int end = size;
        size = at;
        int4Raw(end - at - Integer.BYTES);
        size = end;
        return this;
    }

    /** UTF-8; room for three bytes a character is there. */
    private void put(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] rest = text.subSequence(i, length).toString().getBytes(StandardCharsets.UTF_8);
                System.arraycopy(rest, 0, bytes, size, rest.length);
                size += rest.length;
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    private BinaryCopy int4Raw(int value) {
        reserve(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    private BinaryCopy int8Raw(long value) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(size, more)));
        }
    }
}
