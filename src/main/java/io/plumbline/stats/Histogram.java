package io.plumbline.stats;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A mergeable histogram of values in the unit interval: 1,000 equal bins, the exact count, and exact sums.
 *
 * <p>Value x falls into the bin with {@code lowerEdge(bin) <= x < lowerEdge(bin + 1)}; the last bin also holds 1. For the
 * sums x is quantised once, to {@code u = round(x * 2^30)}, and u and u² are added in integers. So {@link #merge} is
 * commutative and associative to the bit, and histograms of disjoint data give the same state in whatever order and
 * grouping they are merged. The quantisation moves the mean by at most 2^-31.
 *
 * <p>Mutable and not thread-safe: one owner at a time, or hand out {@link #copy}.
 */
public final class Histogram {
    /** Number of bins. */
    public static final int BINS = 1000;

    /** Most values that a histogram can hold; one more would overflow the sum. */
    public static final long MAX_COUNT = (1L << 33) - 1;

    /** Units of the fixed-point sums in 1.0. */
    static final long ONE = 1L << 30;

    private final long[] bins;
    private long count;
    private long sum;
    private long squaresHigh;
    private long squaresLow;

    /** An empty histogram. */
    public Histogram() {
        this(new long[BINS], 0, 0, 0);
    }

    /** Takes the bins over without copying; the count is their total. For the codec, which has checked them. */
    Histogram(long[] bins, long sum, long squaresHigh, long squaresLow) {
        this.bins = bins;
        this.count = Arrays.stream(bins).sum();
        this.sum = sum;
        this.squaresHigh = squaresHigh;
        this.squaresLow = squaresLow;
    }

    /**
     * Adds one value.
     *
     * @param x value, 0 to 1
     * @throws IllegalArgumentException if x is NaN or outside 0 to 1; nothing has changed then
     * @throws IllegalStateException if {@link #MAX_COUNT} values are held already; nothing has changed then
     */
    public void add(double x) {
        if (!(x >= 0 && x <= 1)) {
            throw new IllegalArgumentException("A histogram holds values from 0 to 1, not " + x);
        }
        requireRoomFor(1);
        long u = Math.round(x * ONE);
        bins[bin(x)]++;
        count++;
        sum += u;
        addSquares(0, u * u);
    }

    /**
     * Adds every value of another histogram, which stays as it is. A histogram may be merged into itself.
     *
     * @param other values to add
     * @throws IllegalStateException if together they are more than {@link #MAX_COUNT}; nothing has changed then
     */
    public void merge(Histogram other) {
        requireRoomFor(other.count);
        for (int bin = 0; bin < BINS; bin++) {
            bins[bin] += other.bins[bin];
        }
        count += other.count;
        sum += other.sum;
        addSquares(other.squaresHigh, other.squaresLow);
    }

    /** Number of values, 0 to {@link #MAX_COUNT}. */
    public long count() {
        return count;
    }

    /**
     * Number of values in one bin.
     *
     * @param bin index, 0 to 999
     * @throws IllegalArgumentException if there is no such bin
     */
    public long count(int bin) {
        if (bin < 0 || bin >= BINS) {
            throw new IllegalArgumentException("Bins run from 0 to 999, not " + bin);
        }
        return bins[bin];
    }

    /**
     * Where a bin begins.
     *
     * @param bin index, 0 to 1,000; the last is the upper end of the last bin
     * @throws IllegalArgumentException if there is no such edge
     */
    public static double lowerEdge(int bin) {
        if (bin < 0 || bin > BINS) {
            throw new IllegalArgumentException("Edges run from 0 to 1000, not " + bin);
        }
        return bin / (double) BINS;
    }

    /** Mean of the values, 0 to 1, within 2^-31; NaN if there are none. */
    public double mean() {
        return count == 0 ? Double.NaN : (double) sum / count / ONE;
    }

    /** Population standard deviation of the quantised values, 0 to 0.5, free of cancellation; NaN if there are none. */
    public double standardDeviation() {
        if (count == 0) {
            return Double.NaN;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger total = BigInteger.valueOf(sum);
        double scaled = squares().multiply(n).subtract(total.multiply(total)).doubleValue();
        return Math.sqrt(scaled) / count / ONE;
    }

    /** An independent histogram with the same content. */
    public Histogram copy() {
        return new Histogram(bins.clone(), sum, squaresHigh, squaresLow);
    }

    /** The content in a compact, versioned form, for {@link #fromBytes}: equal histograms give equal bytes. */
    public byte[] toBytes() {
        return HistogramCodec.encode(bins, sum, squaresHigh, squaresLow);
    }

    /**
     * A histogram from {@link #toBytes}.
     *
     * @param bytes a whole encoded histogram
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version or too long
     */
    public static Histogram fromBytes(byte[] bytes) {
        return HistogramCodec.decode(bytes);
    }

    /** Counts of all bins, a fresh array of 1,000. */
    long[] counts() {
        return bins.clone();
    }

    /** Sum of the squared quantised values. */
    BigInteger squares() {
        return unsigned128(squaresHigh, squaresLow);
    }

    static BigInteger unsigned128(long high, long low) {
        BigInteger lowPart = BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(lowPart);
    }

    private static int bin(double x) {
        int bin = Math.min(BINS - 1, (int) (x * BINS));
        // The product is rounded and may land on the wrong side of an edge.
        if (bin + 1 < BINS && x >= lowerEdge(bin + 1)) {
            return bin + 1;
        }
        return x < lowerEdge(bin) ? bin - 1 : bin;
    }

    private void requireRoomFor(long more) {
        if (more > MAX_COUNT - count) {
            throw new IllegalStateException(
                    "A histogram holds at most " + MAX_COUNT + " values: " + count + " and " + more + " are too many");
        }
    }

    private void addSquares(long high, long low) {
        squaresLow += low;
        long carry = Long.compareUnsigned(squaresLow, low) < 0 ? 1 : 0;
        squaresHigh += high + carry;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that
                && sum == that.sum
                && squaresHigh == that.squaresHigh
                && squaresLow == that.squaresLow
                && Arrays.equals(bins, that.bins);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bins) + Long.hashCode(sum);
    }

    @Override
    public String toString() {
        return "Histogram[count=" + count + ", mean=" + mean() + ", standardDeviation=" + standardDeviation() + "]";
    }
}
