package io.plumbline.stats;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * The stored form of a {@link Histogram}: version 1 over the unit range, version 2 over any other.
 *
 * <p>Layout: one byte version; in version 2 the ends of the range, two big-endian doubles, and how many values lie below
 * and above it, two varints; then unsigned LEB128 varints: sum, high and low half of the sum of squares, number of
 * bins that are not empty, and for each of those in order the empty bins skipped since the last one and its count; at the
 * end a CRC-32C (RFC 3720) of all before it, 4 bytes, big-endian. Varints are as short as possible, so a histogram has one
 * form only.
 */
final class HistogramCodec {
    private static final int UNIT_VERSION = 1;
    private static final int RANGE_VERSION = 2;
    private static final int LARGEST_VARINT = 10;

    /** Version, range, what lies outside, sums, number of bins, and the checksum at the end. */
    private static final int LARGEST_HEAD = 1 + 2 * Double.BYTES + 6 * LARGEST_VARINT + Integer.BYTES;

    /** Of a bin: how many are skipped, in two bytes, and its count. */
    private static final int LARGEST_BIN = 2 + LARGEST_VARINT;

    /** Of the edges of all bins. */
    private static final long[] UNITS =
            IntStream.rangeClosed(0, Histogram.BINS).mapToLong(Histogram::units).toArray();

    private HistogramCodec() {}

    static byte[] encode(Histogram histogram, long squaresHigh, long squaresLow) {
        if (histogram.range().equals(Histogram.UNIT)) {
            return encode(histogram.bins(), histogram.sum(), squaresHigh, squaresLow);
        }
        ByteBuffer out = buffer(histogram.bins());
        out.put((byte) RANGE_VERSION);
        out.putDouble(histogram.range().lower()).putDouble(histogram.range().upper());
        writeVarint(out, histogram.below());
        writeVarint(out, histogram.above());
        return encode(out, histogram.bins(), histogram.sum(), squaresHigh, squaresLow);
    }

    /** The form of a histogram of the unit range. */
    static byte[] encode(long[] bins, long sum, long squaresHigh, long squaresLow) {
        return encode(buffer(bins).put((byte) UNIT_VERSION), bins, sum, squaresHigh, squaresLow);
    }

    /** Large enough for what is written of some bins. */
    private static ByteBuffer buffer(long[] bins) {
        return ByteBuffer.allocate(LARGEST_HEAD + used(bins) * 2 * LARGEST_VARINT);
    }

    private static int used(long[] bins) {
        int used = 0;
        for (long count : bins) {
            used += count == 0 ? 0 : 1;
        }
        return used;
    }

    private static byte[] encode(ByteBuffer out, long[] bins, long sum, long squaresHigh, long squaresLow) {
        writeVarint(out, sum);
        writeVarint(out, squaresHigh);
        writeVarint(out, squaresLow);
        writeVarint(out, used(bins));
        int skipped = 0;
        for (long count : bins) {
            if (count == 0) {
                skipped++;
            } else {
                writeVarint(out, skipped);
                writeVarint(out, count);
                skipped = 0;
            }
        }
        return finished(out);
    }

    /** The form of a histogram of the unit range of which only some bins are not empty. */
    static byte[] encode(HistogramValues.Bins bins, long sum, long squaresHigh, long squaresLow) {
        ByteBuffer out = ByteBuffer.allocate(LARGEST_HEAD + bins.used * LARGEST_BIN);
        out.put((byte) UNIT_VERSION);
        writeVarint(out, sum);
        writeVarint(out, squaresHigh);
        writeVarint(out, squaresLow);
        writeVarint(out, bins.used);
        int next = 0;
        for (int i = 0; i < bins.used; i++) {
            writeVarint(out, bins.bins[i] - next);
            writeVarint(out, bins.counts[i]);
            next = bins.bins[i] + 1;
        }
        return finished(out);
    }

    /** What was written, and its checksum. */
    private static byte[] finished(ByteBuffer out) {
        int length = out.position();
        byte[] bytes = new byte[length + Integer.BYTES];
        out.flip().get(bytes, 0, length);
        ByteBuffer.wrap(bytes).putInt(length, checksum(bytes, length));
        return bytes;
    }

    static Histogram decode(byte[] bytes) {
        ByteBuffer in = open(bytes);
        int version = bytes[0];
        Interval range = version == UNIT_VERSION ? Histogram.UNIT : readRange(in);
        long below = version == UNIT_VERSION ? 0 : readVarint(in);
        long above = version == UNIT_VERSION ? 0 : readVarint(in);
        long sum = readVarint(in);
        long squaresHigh = readVarint(in);
        long squaresLow = readVarint(in);
        long[] bins = readBins(in);
        requireEnd(in);
        if (below < 0 || below > bins[0] || above < 0 || above > bins[Histogram.BINS - 1]) {
            throw new IllegalArgumentException("Histogram with " + below + " values below and " + above
                    + " above its range, but " + bins[0] + " and " + bins[Histogram.BINS - 1] + " in its end bins");
        }
        requirePossible(bins, below, above, sum, new Sum128(squaresHigh, squaresLow));
        return new Histogram(range, bins, sum, squaresHigh, squaresLow).withOutside(below, above);
    }

    /** What follows the version in a histogram of the unit range, without the checksum, which is right. */
    static ByteBuffer openUnit(byte[] bytes) {
        ByteBuffer in = open(bytes);
        if (bytes[0] != UNIT_VERSION) {
            throw new IllegalArgumentException("Histogram of another range than 0 to 1");
        }
        return in;
    }

    private static ByteBuffer open(byte[] bytes) {
        if (bytes.length <= Integer.BYTES) {
            throw new IllegalArgumentException("Not a histogram: " + bytes.length + " bytes are too few");
        }
        int version = bytes[0];
        if (version != UNIT_VERSION && version != RANGE_VERSION) {
            throw new IllegalArgumentException("Histogram of unknown version " + version + "; 1 and 2 are known");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int end = bytes.length - Integer.BYTES;
        int stored = in.getInt(end);
        int computed = checksum(bytes, end);
        if (stored != computed) {
            throw new IllegalArgumentException(String.format(
                    "Damaged histogram of %d bytes: checksum %08x, stored %08x", bytes.length, computed, stored));
        }
        return in.position(1).limit(end);
    }

    private static Interval readRange(ByteBuffer in) {
        if (in.remaining() < 2 * Double.BYTES) {
            throw new IllegalArgumentException("Histogram cut short within its range");
        }
        double lower = in.getDouble();
        double upper = in.getDouble();
        Interval range = Histogram.range(lower, upper);
        boolean oneForm = Double.compare(range.lower(), lower) == 0 && Double.compare(range.upper(), upper) == 0;
        if (!oneForm || range.equals(Histogram.UNIT)) {
            throw new IllegalArgumentException(
                    "Histogram that writes its range [" + lower + ", " + upper + "] in a form of its own");
        }
        return range;
    }

    private static long[] readBins(ByteBuffer in) {
        long[] bins = new long[Histogram.BINS];
        int used = readUsed(in);
        long total = 0;
        int next = 0;
        for (int i = 0; i < used; i++) {
            int bin = readBin(in, next);
            long count = readCount(in);
            if (count > Histogram.MAX_COUNT - total) {
                throw new IllegalArgumentException("Histogram with " + count + " values in a bin after " + total);
            }
            bins[bin] = count;
            total += count;
            next = bin + 1;
        }
        return bins;
    }

    /** Number of bins that are not empty. */
    static int readUsed(ByteBuffer in) {
        long used = readVarint(in);
        if (used < 0 || used > Histogram.BINS) {
            throw new IllegalArgumentException("Histogram with " + Long.toUnsignedString(used) + " used bins");
        }
        return (int) used;
    }

    /** The next bin that is not empty, from some bin on. */
    static int readBin(ByteBuffer in, int from) {
        long skipped = readVarint(in);
        if (skipped < 0 || skipped >= Histogram.BINS - from) {
            throw new IllegalArgumentException("Histogram that skips " + skipped + " bins after bin " + from);
        }
        return from + (int) skipped;
    }

    /** Values of a bin. */
    static long readCount(ByteBuffer in) {
        long count = readVarint(in);
        if (count <= 0 || count > Histogram.MAX_COUNT) {
            throw new IllegalArgumentException("Histogram with " + count + " values in a bin");
        }
        return count;
    }

    static void requireEnd(ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("Histogram with " + in.remaining() + " bytes too many");
        }
    }

    /** A right checksum proves no honest writer: sums that these bins cannot have would poison every later mean. */
    private static void requirePossible(long[] bins, long below, long above, long sum, Sum128 squares) {
        // What lies outside the range was counted at its end.
        Sum128 leastSquares = new Sum128(0, 0);
        Sum128 mostSquares = new Sum128(0, 0);
        long least = above * Histogram.ONE;
        long most = least;
        leastSquares.add(above, Histogram.ONE * Histogram.ONE);
        mostSquares.add(above, Histogram.ONE * Histogram.ONE);
        long count = 0;
        for (int bin = 0; bin < bins.length; bin++) {
            if (bins[bin] > 0) {
                long inside = bins[bin] - (bin == 0 ? below : 0) - (bin == bins.length - 1 ? above : 0);
                long low = UNITS[bin];
                long high = UNITS[bin + 1];
                least += inside * low;
                most += inside * high;
                leastSquares.add(inside, low * low);
                mostSquares.add(inside, high * high);
                count += bins[bin];
            }
        }
        // The mean of squares is never below the square of the mean.
        boolean possible = sum >= least
                && sum <= most
                && squares.compareTo(leastSquares) >= 0
                && squares.compareTo(mostSquares) <= 0
                && squares.times(count).compareTo(Sum128.square(sum)) >= 0;
        if (!possible) {
            throw new IllegalArgumentException(
                    "Histogram whose sum " + sum + " or sum of squares " + squares + " its bins cannot have");
        }
    }

    /** A sum of products of non-negative numbers, below 2 to the 127th. */
    private static final class Sum128 {
        private long high;
        private long low;

        Sum128(long high, long low) {
            this.high = high;
            this.low = low;
        }

        static Sum128 square(long a) {
            return new Sum128(Math.multiplyHigh(a, a), a * a);
        }

        void add(long a, long b) {
            long product = a * b;
            low += product;
            high += Math.multiplyHigh(a, b) + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
        }

        /** Exact below 2 to the 127th: the squares of 2^33 values, each up to 2^60, times their number are. */
        Sum128 times(long factor) {
            long unsignedHigh = Math.multiplyHigh(low, factor) + (low >> (Long.SIZE - 1) & factor);
            return new Sum128(high * factor + unsignedHigh, low * factor);
        }

        int compareTo(Sum128 other) {
            return high == other.high ? Long.compareUnsigned(low, other.low) : Long.compare(high, other.high);
        }

        @Override
        public String toString() {
            return Histogram.unsigned128(high, low).toString();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void writeVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long readVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw new IllegalArgumentException("Histogram cut short after " + in.position() + " bytes");
            }
            byte next = in.get();
            boolean overlong = next == 0 && shift > 0;
            boolean tooLarge = shift == 63 && next != 1;
            if (overlong || tooLarge) {
                throw new IllegalArgumentException(
                        "Histogram with a wrong number at byte " + (in.position() - 1) + ": " + next);
            }
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("Histogram with a number too long before byte " + in.position());
    }
}
