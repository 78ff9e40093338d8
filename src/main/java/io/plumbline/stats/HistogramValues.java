package io.plumbline.stats;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Values from 0 to 1 on their way into a stored histogram: two bytes each while they are few, and never more than four
 * kilobytes. {@link #addTo} adds them in a time that depends on how many bins are in use, where decoding a {@link Histogram},
 * adding and encoding it again goes through all thousand several times, and gives the same bytes.
 *
 * <p>Mutable and not thread-safe.
 */
public final class HistogramValues {
    /** From here on counts take less room than values. */
    private static final int FEW = 2 * Histogram.BINS;

    private static final int BIN_BITS = 10;
    private static final int BIN_MASK = (1 << BIN_BITS) - 1;

    /** Says where a value lies. */
    private static final Histogram UNIT = new Histogram();

    /** Bins of the values in the order in which they came; valid up to {@link #n}, and empty once they are many. */
    private short[] bins = new short[4];

    /** Values by bin, once they are many. */
    private int[] counts = {};

    private int n;
    private long sum;
    private long squaresHigh;
    private long squaresLow;

    /**
     * Where a value lies, worked out once for all the histograms that it is added to.
     *
     * @param x 0 to 1
     * @return for {@link #add}
     * @throws IllegalArgumentException if it is outside, or NaN
     */
    public static long place(double x) {
        if (!(x >= 0 && x <= 1)) {
            throw new IllegalArgumentException("A histogram holds values from 0 to 1, not " + x);
        }
        int bin = UNIT.bin(x);
        return (UNIT.units(x, bin) << BIN_BITS) | bin;
    }

    /** Adds the value of a {@link #place}. */
    public void add(long place) {
        int bin = (int) place & BIN_MASK;
        long u = place >>> BIN_BITS;
        if (n < FEW) {
            if (n == bins.length) {
                bins = Arrays.copyOf(bins, 2 * n);
            }
            bins[n] = (short) bin;
        } else {
            if (n == FEW) {
                countBins();
            }
            counts[bin]++;
        }
        n = Math.addExact(n, 1);
        sum += u;
        addSquares(0, u * u);
    }

    private void countBins() {
        counts = new int[Histogram.BINS];
        for (short bin : Arrays.copyOf(bins, n)) {
            counts[bin]++;
        }
        bins = new short[0];
    }

    private void addSquares(long high, long low) {
        squaresLow += low;
        squaresHigh += high + (Long.compareUnsigned(squaresLow, low) < 0 ? 1 : 0);
    }

    /** Number of values. */
    public int n() {
        return n;
    }

    /**
     * Adds the values to a stored histogram over [0, 1].
     *
     * @param stored its form from {@link Histogram#toBytes}; nothing for an empty histogram. Stays as it is.
     * @return the stored form of both together, byte for byte that of a histogram to which the values were added one by one
     * @throws IllegalArgumentException if it is cut short, damaged, of another range or of an unknown version
     * @throws IllegalStateException if together they are more than {@link Histogram#MAX_COUNT}
     */
    public byte[] addTo(byte[] stored) {
        HistogramValues total = new HistogramValues();
        total.sum = sum;
        total.squaresHigh = squaresHigh;
        total.squaresLow = squaresLow;
        Bins added = bins();
        if (stored.length == 0) {
            return HistogramCodec.encode(added, sum, squaresHigh, squaresLow);
        }
        ByteBuffer in = HistogramCodec.openUnit(stored);
        total.sum += HistogramCodec.readVarint(in);
        long high = HistogramCodec.readVarint(in);
        total.addSquares(high, HistogramCodec.readVarint(in));
        Bins merged = added.mergedWith(in);
        return HistogramCodec.encode(merged, total.sum, total.squaresHigh, total.squaresLow);
    }

    private Bins bins() {
        if (n > FEW) {
            Bins all = new Bins(Histogram.BINS);
            for (int bin = 0; bin < counts.length; bin++) {
                if (counts[bin] > 0) {
                    all.add(bin, counts[bin]);
                }
            }
            return all;
        }
        short[] sorted = Arrays.copyOf(bins, n);
        Arrays.sort(sorted);
        Bins all = new Bins(Math.min(n, Histogram.BINS));
        for (int i = 0; i < n; ) {
            int from = i;
            while (i < n && sorted[i] == sorted[from]) {
                i++;
            }
            all.add(sorted[from], i - from);
        }
        return all;
    }

    /** The bins that are not empty, in order, and how many values are in each. */
    static final class Bins {
        final int[] bins;
        final long[] counts;
        int used;
        private long total;

        Bins(int most) {
            bins = new int[most];
            counts = new long[most];
        }

        private void add(int bin, long count) {
            if (count > Histogram.MAX_COUNT - total) {
                throw new IllegalStateException("A histogram holds at most " + Histogram.MAX_COUNT + " values: " + total
                        + " and " + count + " are too many");
            }
            bins[used] = bin;
            counts[used++] = count;
            total += count;
        }

        /** These and the bins of a stored histogram, which are read to their end. */
        private Bins mergedWith(ByteBuffer in) {
            int stored = HistogramCodec.readUsed(in);
            Bins merged = new Bins(Math.min(stored + used, Histogram.BINS));
            int i = 0;
            int next = 0;
            for (int s = 0; s < stored; s++) {
                int bin = HistogramCodec.readBin(in, next);
                long count = HistogramCodec.readCount(in);
                for (; i < used && bins[i] < bin; i++) {
                    merged.add(bins[i], counts[i]);
                }
                boolean both = i < used && bins[i] == bin;
                merged.add(bin, both ? count + counts[i++] : count);
                next = bin + 1;
            }
            for (; i < used; i++) {
                merged.add(bins[i], counts[i]);
            }
            HistogramCodec.requireEnd(in);
            return merged;
        }
    }
}
