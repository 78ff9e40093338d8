package io.plumbline.admission;

import io.plumbline.kernel.Rejection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads the body of a request up to its limits, inflating it while it streams: a bomb is cut off, never unpacked. */
public final class BodyReading {
    static final int MAX_SENT = 1 << 20;
    static final int MAX_INFLATED = 8 << 20;

    private BodyReading() {}

    /**
     * Reads a body whole.
     *
     * @param encoding "gzip" or "identity"
     * @param room hears of inflated bytes as they come, and may refuse them by throwing
     * @throws Rejection TOO_LARGE past 1 MiB as sent or 8 MiB inflated, INVALID if it is no gzip, UNSUPPORTED_TYPE for
     *     another encoding
     */
    static byte[] read(InputStream body, String encoding, IntConsumer room) throws IOException {
        InputStream sent = new Limited(body, MAX_SENT, "as sent", bytes -> {});
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> sent.readAllBytes();
            case "gzip" -> inflate(sent, room);
            default ->
                throw new Rejection(
                        Rejection.Kind.UNSUPPORTED_TYPE,
                        "content-encoding-unsupported",
                        "Content-Encoding is '" + encoding + "'; gzip and identity are understood.");
        };
    }

    /** Reads a body up to a limit, in bytes. */
    public static byte[] readAtMost(InputStream body, int most) throws IOException {
        return new Limited(body, most, "as sent", bytes -> {}).readAllBytes();
    }

    static Rejection tooLarge(int most, String what) {
        return new Rejection(
                Rejection.Kind.TOO_LARGE,
                "body-too-large",
                "The body has more than " + most + " bytes " + what + ", the most that is taken here.");
    }

    private static byte[] inflate(InputStream sent, IntConsumer room) throws IOException {
        try (InputStream inflated = new Limited(new GZIPInputStream(sent), MAX_INFLATED, "inflated", room)) {
            return inflated.readAllBytes();
        } catch (ZipException | EOFException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "gzip-broken",
                    "Content-Encoding is gzip, but the body is no valid gzip stream.",
                    e);
        }
    }

    /** Fails as soon as more comes than is allowed. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private final int most;
        private final String what;
        private final IntConsumer room;
        private long read;

        Limited(InputStream in, int most, String what, IntConsumer room) {
            this.in = in;
            this.most = most;
            this.what = what;
            this.room = room;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count(Math.max(0, n));
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private void count(int bytes) {
            read += bytes;
            if (read > most) {
                throw tooLarge(most, what);
            }
            room.accept(bytes);
        }
    }
}
