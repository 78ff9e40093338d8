package io.plumbline.stats.distance;

import io.plumbline.stats.Histogram;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Distances between two histograms over the same range, each with its significance.
 *
 * <p>Both sides are samples, of n and m values; {@code n_eff = nm / (n + m)}, or less where a {@link Design} says that the
 * values are clustered. A p-value is the probability of a distance at least this large without any drift. Thresholds join a
 * conventional effect with significance at {@code alpha}, so that small samples do not cry wolf and large ones do not fuss.
 * Where a sample is too small for the p-value to be honest, the answer is {@link Comparison.NotEnoughData}, also for empty
 * histograms. Neither histogram is changed.
 *
 * <p>Every method throws {@link IllegalArgumentException} if the histograms have different ranges.
 */
public final class Distances {
    /** Level at which thresholds are adjusted unless another is asked for. */
    public static final double DEFAULT_ALPHA = 0.05;

    private static final double CONVENTIONAL_DISTANCE = 0.1;
    private static final double VALUES_A_DECILE = 20;
    private static final int EQUAL_CELLS = 20;
    private static final double VALUES_A_CELL = 20;
    private static final long VALUES_FOR_RANKS = 30;

    private Distances() {}

    /** {@link #psi(Histogram, Histogram, double)} at the default level. */
    public static Comparison psi(Histogram reference, Histogram current) {
        return psi(reference, current, DEFAULT_ALPHA);
    }

    /**
     * Population stability index over the reference's deciles.
     *
     * <p>The cells depend on the reference alone: cut at the bin edges nearest to its deciles, neighbours joined until each
     * holds a twentieth of it. So they are fixed when the baseline is, and a tie across several deciles makes fewer cells.
     * Without drift n_eff·PSI is about χ² with one degree of freedom less than cells.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param alpha level, between 0 and 1
     * @return effect PSI, at least 0; threshold max(0.1, χ² critical value / n_eff)
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public static Comparison psi(Histogram reference, Histogram current, double alpha) {
        return psi(reference, current, Design.independent(alpha));
    }

    /** {@link #psi(Histogram, Histogram, double)} of samples that may be clustered. */
    public static Comparison psi(Histogram reference, Histogram current, Design design) {
        reference.requireSameRange(current);
        return psi(reference.counts(), current.counts(), reference.count(), current.count(), design);
    }

    /** The same over any neighbouring cells. */
    static Comparison psi(long[] reference, long[] current, long n, long m, Design design) {
        Cells cells = Cells.deciles(reference);
        long needed = (long) Math.ceil(VALUES_A_DECILE / cells.leastShare(reference));
        if (!design.suffices(n, m, needed)) {
            return design.tooFew(n, m, needed);
        }
        return CountTests.populationStability(
                new CountTests.Table(cells.counts(reference), cells.counts(current), n, m, needed, design));
    }

    /** {@link #jensenShannon(Histogram, Histogram, double)} at the default level. */
    public static Comparison jensenShannon(Histogram reference, Histogram current) {
        return jensenShannon(reference, current, DEFAULT_ALPHA);
    }

    /**
     * Jensen–Shannon distance with the natural logarithm, 0 to 0.8326, over 20 equal cells, of which neighbours are joined
     * until both sides can expect 20 values in each.
     *
     * <p>Without drift p and q scatter around one distribution r. To second order in δ = p − q each half of the divergence
     * is ½·½·Σ (δ/2)²/r, so JSD = Σ δ²/(8r); and n_eff·Σ δ²/r is Pearson's statistic of the two samples. So
     * 8·n_eff·JSD is about χ² with one degree of freedom less than cells.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param alpha level, between 0 and 1
     * @return effect distance √JSD; threshold max(0.1, √(χ² critical value / (8·n_eff)))
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public static Comparison jensenShannon(Histogram reference, Histogram current, double alpha) {
        return jensenShannon(reference, current, Design.independent(alpha));
    }

    /** {@link #jensenShannon(Histogram, Histogram, double)} of samples that may be clustered. */
    public static Comparison jensenShannon(Histogram reference, Histogram current, Design design) {
        return equalCells(reference, current, design, CountTests::jensenShannon);
    }

    /** {@link #jensenShannon(Histogram, Histogram, Design)} with the logarithm to base 2, 0 to 1: the same p. */
    public static Comparison jensenShannonBase2(Histogram reference, Histogram current, Design design) {
        return equalCells(reference, current, design, CountTests::jensenShannonBase2);
    }

    /**
     * Hellinger distance, 0 to 1, over the cells of {@link #jensenShannon(Histogram, Histogram, double)}.
     *
     * @return effect H; threshold max(0.1, √(χ² critical value / (8·n_eff)))
     */
    public static Comparison hellinger(Histogram reference, Histogram current, Design design) {
        return equalCells(reference, current, design, CountTests::hellinger);
    }

    /**
     * Total variation distance, 0 to 1, over the cells of {@link #jensenShannon(Histogram, Histogram, double)}.
     *
     * @return effect TVD; threshold 0.1
     */
    public static Comparison totalVariation(Histogram reference, Histogram current, Design design) {
        return equalCells(reference, current, design, CountTests::totalVariation);
    }

    /**
     * L∞, 0 to 1: the largest difference of the shares of a cell, over those of
     * {@link #jensenShannon(Histogram, Histogram, double)}.
     *
     * @return effect L∞; threshold 0.1
     */
    public static Comparison largestDifference(Histogram reference, Histogram current, Design design) {
        return equalCells(reference, current, design, CountTests::largestDifference);
    }

    private static Comparison equalCells(Histogram reference, Histogram current, Design design, CountTests.Test test) {
        reference.requireSameRange(current);
        long n = reference.count();
        long m = current.count();
        long[] first = reference.counts();
        long[] second = current.counts();
        long[] both = sum(first, second);
        double split = Cells.evenestSplit(EQUAL_CELLS, both);
        long needed =
                split > 0 ? Math.max(VALUES_FOR_RANKS, (long) Math.ceil(VALUES_A_CELL / split)) : VALUES_FOR_RANKS;
        if (!design.suffices(n, m, needed)) {
            return design.tooFew(n, m, needed);
        }
        if (split == 0) {
            return new Comparison.Measured(0, CONVENTIONAL_DISTANCE, 1, n, m, design.neededOfCurrent(needed));
        }
        double smaller = Math.min(n / design.referenceEffect(), m / design.currentEffect());
        Cells cells = Cells.equal(EQUAL_CELLS, both, VALUES_A_CELL / smaller * (n + m));
        return test.of(new CountTests.Table(cells.counts(first), cells.counts(second), n, m, needed, design));
    }

    /**
     * Two-sample Kolmogorov–Smirnov distance, the largest difference of the distribution functions on the bin edges, 0 to 1.
     *
     * <p>Its p-value is that of the statistic of round(n_eff) values from a continuous distribution. Ties and binning can
     * only make the true one smaller, so the test errs on the side of silence. Measured at a nominal 5 %: without ties 3.6 to
     * 5 % (50 values on both sides 3.6 %, since D takes few values there); where values are rounded to tenths 1.4 %; where
     * seven in ten are 1 it is 0.8 %. {@link Samples#kolmogorovSmirnovExact} counts ties exactly; the other distances keep
     * their level with ties.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @return effect D; threshold 0.1
     */
    public static Comparison kolmogorovSmirnov(Histogram reference, Histogram current) {
        return kolmogorovSmirnov(reference, current, Design.independent(DEFAULT_ALPHA));
    }

    /** {@link #kolmogorovSmirnov(Histogram, Histogram)} of samples that may be clustered. */
    public static Comparison kolmogorovSmirnov(Histogram reference, Histogram current, Design design) {
        reference.requireSameRange(current);
        long n = reference.count();
        long m = current.count();
        if (!design.suffices(n, m, VALUES_FOR_RANKS)) {
            return design.tooFew(n, m, VALUES_FOR_RANKS);
        }
        double effect = supremum(reference, current);
        long size = Math.round(design.effectiveSize(n, m));
        double p = design.tail(d -> KolmogorovDistribution.tail(d, size), effect);
        return new Comparison.Measured(
                effect, CONVENTIONAL_DISTANCE, p, n, m, design.neededOfCurrent(VALUES_FOR_RANKS));
    }

    /** {@link #wasserstein(Histogram, Histogram, Design)} of independent values. */
    public static Comparison wasserstein(Histogram reference, Histogram current) {
        return wasserstein(reference, current, Design.independent(DEFAULT_ALPHA));
    }

    /**
     * First Wasserstein distance W1, Σ |F − G|·bin width, in the unit of the values: how far they moved on average.
     *
     * <p>Without drift √n_eff·W1 is about the integral of |B(F)| for a Brownian bridge B and the pooled distribution F; its
     * tail is found from its moments. That is honest where the bins with most of the integral have been seen often enough on
     * both sides: so a long thin tail takes more values. Measured at a nominal 5 % for 50 to a million values, equal sizes or
     * not, with and without ties: 3.6 to 6 %; lognormal and Pareto values, on either side few, 3 to 6 %.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param design level and design effects
     * @return effect W1; threshold a tenth of the reference's standard deviation
     */
    public static Comparison wasserstein(Histogram reference, Histogram current, Design design) {
        return wasserstein(reference, current, design, false);
    }

    /**
     * {@link #wasserstein(Histogram, Histogram, Design)} in standard deviations of the reference, with the same p. Where that
     * is less than a bin can tell, its width / √12, it is taken for that.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param design level and design effects
     * @return effect W1 / sd; threshold 0.1
     */
    public static Comparison wassersteinScaled(Histogram reference, Histogram current, Design design) {
        return wasserstein(reference, current, design, true);
    }

    private static Comparison wasserstein(Histogram reference, Histogram current, Design design, boolean scaled) {
        reference.requireSameRange(current);
        long n = reference.count();
        long m = current.count();
        if (!design.suffices(n, m, VALUES_FOR_RANKS)) {
            return design.tooFew(n, m, VALUES_FOR_RANKS);
        }
        double width = (reference.range().upper() - reference.range().lower()) / Histogram.BINS;
        double[] widths = new double[Histogram.BINS];
        Arrays.fill(widths, width);
        long[] first = reference.counts();
        long[] second = current.counts();
        double effect = area(first, second, widths);
        double[] below = below(first, second);
        long needed = Math.max(VALUES_FOR_RANKS, GaussianNorms.neededForArea(below, widths));
        if (!design.suffices(n, m, needed)) {
            return design.tooFew(n, m, needed);
        }
        DoubleUnaryOperator tail = GaussianNorms.bridgeArea(below, widths);
        double p = design.tail(tail, effect * Math.sqrt(design.effectiveSize(n, m)));
        double deviation = Math.max(reference.standardDeviation(), width / Math.sqrt(12));
        return new Comparison.Measured(
                scaled ? effect / deviation : effect,
                scaled ? CONVENTIONAL_DISTANCE : CONVENTIONAL_DISTANCE * deviation,
                p,
                n,
                m,
                design.neededOfCurrent(needed));
    }

    /** Largest difference of the two distribution functions on the bin edges; both histograms hold something. */
    static double supremum(Histogram reference, Histogram current) {
        return supremum(reference.counts(), current.counts(), reference.count(), current.count());
    }

    /** Largest difference of two distribution functions after neighbouring cells. */
    static double supremum(long[] reference, long[] current, long n, long m) {
        long below = 0;
        long belowCurrent = 0;
        double largest = 0;
        for (int i = 0; i < reference.length; i++) {
            below += reference[i];
            belowCurrent += current[i];
            // Divided once at the end, so that equal differences stay equal.
            largest = Math.max(largest, Math.abs((double) below * m - (double) belowCurrent * n));
        }
        return largest / ((double) n * m);
    }

    /** Σ |F − G|·width over the cells, both of which hold something. */
    static double area(long[] reference, long[] current, double[] widths) {
        double n = CountDistances.sum(reference);
        double m = CountDistances.sum(current);
        long below = 0;
        long belowCurrent = 0;
        double area = 0;
        for (int i = 0; i < reference.length; i++) {
            below += reference[i];
            belowCurrent += current[i];
            area += Math.abs(below / n - belowCurrent / m) * widths[i];
        }
        return area;
    }

    /** Shares of both samples together up to the end of each cell. */
    static double[] below(long[] reference, long[] current) {
        double total = CountDistances.sum(reference) + CountDistances.sum(current);
        double[] below = new double[reference.length];
        long sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += reference[i] + current[i];
            below[i] = sum / total;
        }
        return below;
    }

    private static long[] sum(long[] a, long[] b) {
        long[] sum = new long[a.length];
        for (int i = 0; i < b.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
