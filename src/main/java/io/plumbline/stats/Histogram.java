package io.plumbline.stats;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A mergeable histogram of values in a range: 1,000 equal bins, the exact count, and exact sums.
 *
 * <p>Value x falls into the bin with {@code edge(bin) <= x < edge(bin + 1)}; the last bin also holds the upper end. For the
 * sums x is quantised once, to {@code u = round((x - lower) / (upper - lower) * 2^30)}, and u and u² are added in integers.
 * So {@link #merge} is commutative and associative to the bit, and histograms of disjoint data give the same state in
 * whatever order and grouping they are merged. The quantisation moves the mean by at most 2^-31 of the range.
 *
 * <p>The unit range, [0, 1], is for confidences: a value outside it is a mistake and is refused. Over any other range, for
 * statistics of the input such as the brightness of a picture, a value outside counts as the nearer end, so that nothing is
 * lost, and {@link #below} and {@link #above} say how many those are. Sums, quantiles and distances see the end in its place.
 *
 * <p>Mutable and not thread-safe: one owner at a time, or hand out {@link #copy}.
 */
public final class Histogram {
    /** Number of bins. */
    public static final int BINS = 1000;

    /** Most values that a histogram can hold; one more would overflow the sum. */
    public static final long MAX_COUNT = (1L << 33) - 1;

    /** Units of the fixed-point sums in a whole range. */
    static final long ONE = 1L << 30;

    /** The range of a confidence. */
    static final Interval UNIT = new Interval(0, 1);

    private static final double LARGEST_END = 1e300;

    private final Interval range;
    private final double width;
    private final long[] bins;
    private long count;
    private long sum;
    private long squaresHigh;
    private long squaresLow;
    private long below;
    private long above;

    /** An empty histogram of confidences, over [0, 1]. */
    public Histogram() {
        this(UNIT, new long[BINS], 0, 0, 0);
    }

    /**
     * An empty histogram over a range.
     *
     * @param lower lower end, from -1e300
     * @param upper upper end, above the lower by enough for 1,000 bins, to 1e300
     * @throws IllegalArgumentException if an end is not finite or too large, or they are too close for 1,000 bins
     */
    public Histogram(double lower, double upper) {
        this(range(lower, upper), new long[BINS], 0, 0, 0);
    }

    /** Takes the bins over without copying; the count is their total. For the codec, which has checked them. */
    Histogram(Interval range, long[] bins, long sum, long squaresHigh, long squaresLow) {
        this.range = range;
        this.width = range.upper() - range.lower();
        this.bins = bins;
        long total = 0;
        for (long inBin : bins) {
            total += inBin;
        }
        this.count = total;
        this.sum = sum;
        this.squaresHigh = squaresHigh;
        this.squaresLow = squaresLow;
    }

    /** Says how many of the values in the end bins lie outside; for the codec, which has checked that they may. */
    Histogram withOutside(long lower, long upper) {
        below = lower;
        above = upper;
        return this;
    }

    /** A range for 1,000 bins whose edges are different numbers; -0 is 0. */
    static Interval range(double lower, double upper) {
        boolean finite = Math.abs(lower) <= LARGEST_END && Math.abs(upper) <= LARGEST_END;
        double bin = (upper - lower) / BINS;
        if (!finite || !(bin > 1e-300 && bin >= 4 * Math.ulp(Math.max(Math.abs(lower), Math.abs(upper))))) {
            throw new IllegalArgumentException("Not a range for " + BINS + " bins: [" + lower + ", " + upper + "]");
        }
        return new Interval(lower + 0.0, upper + 0.0);
    }

    /**
     * Adds one value.
     *
     * @param x value: 0 to 1 over the unit range, finite over another
     * @throws IllegalArgumentException if x is NaN or infinite, or outside the unit range; nothing has changed then
     * @throws IllegalStateException if {@link #MAX_COUNT} values are held already; nothing has changed then
     */
    public void add(double x) {
        double lower = range.lower();
        double held = x;
        if (!(x >= lower && x <= range.upper())) {
            held = nearerEnd(x);
        }
        requireRoomFor(1);
        below += x < lower ? 1 : 0;
        above += x > range.upper() ? 1 : 0;
        int bin = bin(held);
        long u = units(held, bin);
        bins[bin]++;
        count++;
        sum += u;
        addSquares(0, u * u);
    }

    private double nearerEnd(double x) {
        if (range.equals(UNIT)) {
            throw new IllegalArgumentException("A histogram holds values from 0 to 1, not " + x);
        }
        if (!Double.isFinite(x)) {
            throw new IllegalArgumentException("A histogram holds finite values, not " + x);
        }
        return x < range.lower() ? range.lower() : range.upper();
    }

    /**
     * Adds every value of another histogram, which stays as it is. A histogram may be merged into itself.
     *
     * @param other values to add, over the same range
     * @throws IllegalArgumentException if its range is another; nothing has changed then
     * @throws IllegalStateException if together they are more than {@link #MAX_COUNT}; nothing has changed then
     */
    public void merge(Histogram other) {
        requireSameRange(other);
        requireRoomFor(other.count);
        for (int bin = 0; bin < BINS; bin++) {
            bins[bin] += other.bins[bin];
        }
        count += other.count;
        sum += other.sum;
        below += other.below;
        above += other.above;
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

    /** The range that the bins divide. */
    public Interval range() {
        return range;
    }

    /** How many values were below the range, of those in the first bin; 0 over the unit range. */
    public long below() {
        return below;
    }

    /** How many values were above the range, of those in the last bin; 0 over the unit range. */
    public long above() {
        return above;
    }

    /**
     * Where a bin begins.
     *
     * @param bin index, 0 to 1,000; the last is the upper end of the range
     * @throws IllegalArgumentException if there is no such edge
     */
    public double edge(int bin) {
        requireEdge(bin);
        return bin == BINS ? range.upper() : range.lower() + width * bin / BINS;
    }

    /**
     * Where a bin of the unit range begins.
     *
     * @param bin index, 0 to 1,000; the last is the upper end of the last bin
     * @throws IllegalArgumentException if there is no such edge
     */
    public static double lowerEdge(int bin) {
        requireEdge(bin);
        return bin / (double) BINS;
    }

    /** Mean of the values, within 2^-31 of the range; NaN if there are none. */
    public double mean() {
        return count == 0 ? Double.NaN : range.lower() + width * ((double) sum / count / ONE);
    }

    /**
     * Population standard deviation of the quantised values, 0 to half the range, free of cancellation; NaN if there are
     * none.
     */
    public double standardDeviation() {
        if (count == 0) {
            return Double.NaN;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger total = BigInteger.valueOf(sum);
        double scaled = squares().multiply(n).subtract(total.multiply(total)).doubleValue();
        return width * (Math.sqrt(scaled) / count / ONE);
    }

    /**
     * The value below which a share of the values lies, by straight interpolation within its bin. The value of rank
     * ⌈share·count⌉ lies in the same bin, so the error is at most one bin, a thousandth of the range.
     *
     * @param share 0 to 1
     * @return the quantile; NaN if there are no values
     * @throws IllegalArgumentException if the share is NaN or not from 0 to 1
     */
    public double quantile(double share) {
        Require.unit("A share", share);
        if (count == 0) {
            return Double.NaN;
        }
        double rank = Math.max(1, Math.ceil(share * count));
        long before = 0;
        int bin = 0;
        while (before + bins[bin] < rank) {
            before += bins[bin++];
        }
        double within = Math.max(0, share * count - before) / bins[bin];
        return Math.min(edge(bin) + within * (edge(bin + 1) - edge(bin)), edge(bin + 1));
    }

    /** An independent histogram with the same content. */
    public Histogram copy() {
        return new Histogram(range, bins.clone(), sum, squaresHigh, squaresLow).withOutside(below, above);
    }

    /** The content in a compact, versioned form, for {@link #fromBytes}: equal histograms give equal bytes. */
    public byte[] toBytes() {
        return HistogramCodec.encode(this, squaresHigh, squaresLow);
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

    /** Counts of all bins in order, a fresh array of 1,000. */
    public long[] counts() {
        return bins.clone();
    }

    /** The same without a copy, for the codec to read. */
    long[] bins() {
        return bins;
    }

    /** Sum of the quantised values. */
    long sum() {
        return sum;
    }

    /** First unit of the fixed-point sums in a bin, 0 to 1,000. */
    static long units(int bin) {
        return Math.round(lowerEdge(bin) * ONE);
    }

    /** The units of a value that lies in a bin. */
    long units(double held, int bin) {
        // Never outside the bin's own units, which rounding could reach in a range far from 0.
        long u = Math.round((held - range.lower()) / width * ONE);
        return Math.max(units(bin), Math.min(units(bin + 1), u));
    }

    /** Sum of the squared quantised values. */
    BigInteger squares() {
        return unsigned128(squaresHigh, squaresLow);
    }

    static BigInteger unsigned128(long high, long low) {
        BigInteger lowPart = BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(lowPart);
    }

    /** The bin of a value in the range. */
    int bin(double x) {
        int bin = Math.min(BINS - 1, (int) ((x - range.lower()) / width * BINS));
        // The quotient is rounded and may land on the wrong side of an edge.
        if (bin + 1 < BINS && x >= edge(bin + 1)) {
            return bin + 1;
        }
        return x < edge(bin) ? bin - 1 : bin;
    }

    private static void requireEdge(int bin) {
        if (bin < 0 || bin > BINS) {
            throw new IllegalArgumentException("Edges run from 0 to 1000, not " + bin);
        }
    }

    /**
     * Refuses a histogram over another range: its bins are not comparable.
     *
     * @throws IllegalArgumentException if the ranges are not the same
     */
    public void requireSameRange(Histogram other) {
        if (!range.equals(other.range)) {
            throw new IllegalArgumentException("Histograms of different ranges: [" + range.lower() + ", "
                    + range.upper() + "] and [" + other.range.lower() + ", " + other.range.upper() + "]");
        }
    }

    /**
     * Refuses a histogram over any range but 0 to 1: it holds no confidences.
     *
     * @throws IllegalArgumentException if the range is another
     */
    public void requireUnitRange() {
        if (!range.equals(UNIT)) {
            throw new IllegalArgumentException(
                    "Confidences lie from 0 to 1, not from " + range.lower() + " to " + range.upper());
        }
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
                && range.equals(that.range)
                && sum == that.sum
                && below == that.below
                && above == that.above
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
