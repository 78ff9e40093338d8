package io.plumbline.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format, gathered in memory and sent in one go.
 *
 * <p>Each row starts with {@link #row}, followed by exactly its number of values in the order of the columns. One thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
public final class BinaryCopy {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    private final DataOutputStream out = new DataOutputStream(bytes);

    public BinaryCopy() {
        write(() -> out.write(HEADER));
    }

    /** Starts a row of so many columns. */
    public BinaryCopy row(int columns) {
        return write(() -> out.writeShort(columns));
    }

    /** A text, varchar or json column; null for SQL null. */
    public BinaryCopy text(@Nullable String value) {
        return value == null ? nothing() : raw(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A jsonb column, given as its text; null for SQL null. */
    public BinaryCopy jsonb(@Nullable String value) {
        if (value == null) {
            return nothing();
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return write(() -> {
            out.writeInt(utf8.length + 1);
            out.writeByte(1);
            out.write(utf8);
        });
    }

    /** A bytea column. */
    public BinaryCopy bytes(byte[] value) {
        return raw(value);
    }

    /** An integer column. */
    public BinaryCopy int4(int value) {
        return write(() -> {
            out.writeInt(4);
            out.writeInt(value);
        });
    }

    /** A double precision column; null for SQL null. */
    public BinaryCopy float8(@Nullable Double value) {
        return value == null
                ? nothing()
                : write(() -> {
                    out.writeInt(8);
                    out.writeDouble(value);
                });
    }

    /** A boolean column. */
    public BinaryCopy bool(boolean value) {
        return write(() -> {
            out.writeInt(1);
            out.writeByte(value ? 1 : 0);
        });
    }

    /** A timestamptz column, to the microsecond. */
    public BinaryCopy timestamp(Instant value) {
        long micros = Math.addExact(Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1_000);
        return write(() -> {
            out.writeInt(8);
            out.writeLong(micros - EPOCH_2000_MICROS);
        });
    }

    /** SQL null. */
    public BinaryCopy nothing() {
        return write(() -> out.writeInt(-1));
    }

    /**
     * Sends all rows.
     *
     * @param copy a statement of the form {@code copy t (a, b) from stdin (format binary)}
     * @return number of rows that the database took
     */
    public long send(Connection connection, String copy) throws SQLException {
        write(() -> out.writeShort(-1));
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            byte[] all = bytes.toByteArray();
            in.writeToCopy(all, 0, all.length);
            return in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private BinaryCopy raw(byte[] value) {
        return write(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    private BinaryCopy write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array does not fail", e);
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
