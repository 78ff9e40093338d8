package io.plumbline.stats.distance;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.KolmogorovSmirnov;
import io.plumbline.stats.Require;
import java.util.Arrays;
import java.util.Random;

/**
 * Distances between two samples of raw values, each with its significance: as {@link Distances}, without bins.
 *
 * <p>Takes two arrays of finite numbers in any order, which stay as they are. The Comparisons need values on both sides,
 * otherwise the answer is {@link Comparison.NotEnoughData}; the plain distances refuse an empty array. Every method throws
 * {@link IllegalArgumentException} on a number that is NaN or infinite, and names it.
 */
public final class Samples {
    private static final double CONVENTIONAL = 0.1;
    private static final double EXACT_PAIRS = 1e7;
    private static final double MOST_PAIRS = 1e9;
    private static final long VALUES_FOR_LIMIT = 10;
    private static final long VALUES_FOR_PERMUTATIONS = 5;
    private static final long VALUES_FOR_PSI = 40;
    private static final int MOST_PERMUTED = 2_000;
    private static final int PERMUTATIONS = 9_999;
    private static final int CELLS = 20;
    private static final double VALUES_A_CELL = 20;

    private Samples() {}

    /** The distinct values in order, how often they occur in each sample, and the gap from each to the next. */
    private static final class Tally {
        private final double[] gaps;
        private final long[] first;
        private final long[] second;
        private final int n;
        private final int m;

        private Tally(double[] gaps, long[] first, long[] second, int n, int m) {
            this.gaps = gaps;
            this.first = first;
            this.second = second;
            this.n = n;
            this.m = m;
        }

        static Tally of(double[] reference, double[] current) {
            double[] a = sorted(reference);
            double[] b = sorted(current);
            double[] values = new double[a.length + b.length];
            long[] first = new long[values.length];
            long[] second = new long[values.length];
            int size = 0;
            int i = 0;
            int j = 0;
            while (i < a.length || j < b.length) {
                double value = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
                for (; i < a.length && a[i] == value; i++) {
                    first[size]++;
                }
                for (; j < b.length && b[j] == value; j++) {
                    second[size]++;
                }
                values[size++] = value;
            }
            double[] gaps = new double[size];
            for (int k = 0; k + 1 < size; k++) {
                gaps[k] = values[k + 1] - values[k];
            }
            return new Tally(gaps, Arrays.copyOf(first, size), Arrays.copyOf(second, size), a.length, b.length);
        }

        private static double[] sorted(double[] values) {
            double[] sorted = values.clone();
            for (int i = 0; i < sorted.length; i++) {
                // Adding 0 makes -0 into 0, which sorting would tell apart.
                sorted[i] = Require.finite("A value", sorted[i]) + 0.0;
            }
            Arrays.sort(sorted);
            return sorted;
        }

        Tally notEmpty() {
            if (n == 0 || m == 0) {
                throw new IllegalArgumentException("No distance between " + n + " and " + m + " values");
            }
            return this;
        }

        double supremum() {
            return Distances.supremum(first, second, n, m);
        }

        double area() {
            return Distances.area(first, second, gaps);
        }
    }

    /**
     * Kolmogorov–Smirnov distance D, 0 to 1: the largest difference of the distribution functions.
     *
     * @throws IllegalArgumentException also if an array is empty
     */
    public static double kolmogorovSmirnovDistance(double[] reference, double[] current) {
        return Tally.of(reference, current).notEmpty().supremum();
    }

    /**
     * First Wasserstein distance W1, ∫ |F − G| dx, in the unit of the values.
     *
     * @throws IllegalArgumentException also if an array is empty
     */
    public static double wassersteinDistance(double[] reference, double[] current) {
        return Tally.of(reference, current).notEmpty().area();
    }

    /**
     * Two-sample Kolmogorov–Smirnov test: {@link #kolmogorovSmirnovExact} up to n·m = 10 million,
     * {@link #kolmogorovSmirnovAsymptotic} beyond.
     */
    public static Comparison kolmogorovSmirnov(double[] reference, double[] current) {
        return (double) reference.length * current.length <= EXACT_PAIRS
                ? kolmogorovSmirnovExact(reference, current)
                : kolmogorovSmirnovAsymptotic(reference, current, Design.independent(Distances.DEFAULT_ALPHA));
    }

    /**
     * Two-sample Kolmogorov–Smirnov test with the exact two-sided p-value: the share of all arrangements of the pooled
     * values in which D is at least as large, counted by lattice paths (Hodges, Ark. Mat. 3, 1957). Arrangements are
     * compared only where the pooled values differ, so the p-value is exact with ties too (Schröer and Trenkler, Comput.
     * Stat. Data Anal. 20, 1995); programs that disregard ties give a larger one there. Takes time n·m and memory n + m; time n
     * where n = m and no two values are equal.
     *
     * <p>D takes few values in small samples, so the level cannot be met exactly: at 5 % it is 3.9 % with n = m = 50.
     *
     * @return effect D; threshold 0.1; not enough data if an array is empty
     * @throws IllegalArgumentException also if n·m is above 10^9
     */
    public static Comparison kolmogorovSmirnovExact(double[] reference, double[] current) {
        if ((double) reference.length * current.length > MOST_PAIRS) {
            throw new IllegalArgumentException("Too many values for an exact p-value: " + reference.length + " and "
                    + current.length + ", whose product is above 10^9");
        }
        Tally tally = Tally.of(reference, current);
        if (tally.n == 0 || tally.m == 0) {
            return new Comparison.NotEnoughData(0, 1);
        }
        return new Comparison.Measured(tally.supremum(), CONVENTIONAL, exactTail(tally), tally.n, tally.m, 1);
    }

    /**
     * Two-sample Kolmogorov–Smirnov test with the p-value of the statistic of round(n_eff) values from a continuous
     * distribution. With ties the true one is smaller.
     *
     * @return effect D; threshold 0.1; not enough data below 10 values on a side
     */
    public static Comparison kolmogorovSmirnovAsymptotic(double[] reference, double[] current, Design design) {
        Tally tally = Tally.of(reference, current);
        if (!design.suffices(tally.n, tally.m, VALUES_FOR_LIMIT)) {
            return design.tooFew(tally.n, tally.m, VALUES_FOR_LIMIT);
        }
        double effect = tally.supremum();
        long size = Math.round(design.effectiveSize(tally.n, tally.m));
        double p = design.tail(d -> KolmogorovDistribution.tail(d, size), effect);
        return new Comparison.Measured(
                effect, CONVENTIONAL, p, tally.n, tally.m, design.neededOfCurrent(VALUES_FOR_LIMIT));
    }

    /** {@link #wasserstein(double[], double[], Design)} of independent values. */
    public static Comparison wasserstein(double[] reference, double[] current) {
        return wasserstein(reference, current, Design.independent(Distances.DEFAULT_ALPHA));
    }

    /**
     * First Wasserstein distance with the p-value of {@link Distances#wasserstein(Histogram, Histogram, Design)}. Where the
     * samples are too small for that, and independent, and together at most 2,000 values, by 9,999 permutations with a
     * fixed seed: p = (1 + those with at least this W1) / 10,000.
     *
     * @return effect W1; threshold a tenth of the reference's standard deviation; not enough data below 5 values on a side
     */
    public static Comparison wasserstein(double[] reference, double[] current, Design design) {
        return wasserstein(reference, current, design, false);
    }

    /**
     * {@link #wasserstein(double[], double[], Design)} in standard deviations (of the population) of the reference, with the
     * same p.
     *
     * @return effect W1 / sd, infinite if the reference is constant and the current sample is not the same constant;
     *     threshold 0.1
     */
    public static Comparison wassersteinScaled(double[] reference, double[] current, Design design) {
        return wasserstein(reference, current, design, true);
    }

    private static Comparison wasserstein(double[] reference, double[] current, Design design, boolean scaled) {
        Tally tally = Tally.of(reference, current);
        if (!design.suffices(tally.n, tally.m, VALUES_FOR_PERMUTATIONS)) {
            return design.tooFew(tally.n, tally.m, VALUES_FOR_PERMUTATIONS);
        }
        double effect = tally.area();
        double[] below = Distances.below(tally.first, tally.second);
        long needed = GaussianNorms.neededForArea(below, tally.gaps);
        boolean enough = design.suffices(tally.n, tally.m, needed);
        boolean independent = design.referenceEffect() == 1 && design.currentEffect() == 1;
        if (!enough && !(independent && tally.n + tally.m <= MOST_PERMUTED)) {
            return design.tooFew(tally.n, tally.m, needed);
        }
        double p = enough
                ? design.tail(
                        GaussianNorms.bridgeArea(below, tally.gaps),
                        effect * Math.sqrt(design.effectiveSize(tally.n, tally.m)))
                : permutationTail(tally, effect);
        double deviation = deviation(reference);
        double ratio = effect == 0 ? 0 : effect / deviation;
        return new Comparison.Measured(
                scaled ? ratio : effect,
                scaled ? CONVENTIONAL : CONVENTIONAL * deviation,
                p,
                tally.n,
                tally.m,
                enough ? design.neededOfCurrent(needed) : VALUES_FOR_PERMUTATIONS);
    }

    /** {@link Distances#psi(Histogram, Histogram, double)} with cuts at the reference's deciles themselves. */
    public static Comparison psi(double[] reference, double[] current, Design design) {
        Tally tally = Tally.of(reference, current);
        if (tally.n == 0) {
            return new Comparison.NotEnoughData(0, VALUES_FOR_PSI);
        }
        return Distances.psi(tally.first, tally.second, tally.n, tally.m, design);
    }

    /**
     * {@link CountTests#jensenShannon} over up to 20 cells between quantiles of both samples together, of which neighbours
     * are joined until both sides can expect 20 values in each.
     */
    public static Comparison jensenShannon(double[] reference, double[] current, Design design) {
        return evenCells(reference, current, design, CountTests::jensenShannon);
    }

    /** {@link #jensenShannon} with the logarithm to base 2. */
    public static Comparison jensenShannonBase2(double[] reference, double[] current, Design design) {
        return evenCells(reference, current, design, CountTests::jensenShannonBase2);
    }

    /** {@link CountTests#hellinger} over the cells of {@link #jensenShannon}. */
    public static Comparison hellinger(double[] reference, double[] current, Design design) {
        return evenCells(reference, current, design, CountTests::hellinger);
    }

    /** {@link CountTests#totalVariation} over the cells of {@link #jensenShannon}. */
    public static Comparison totalVariation(double[] reference, double[] current, Design design) {
        return evenCells(reference, current, design, CountTests::totalVariation);
    }

    /** {@link CountTests#largestDifference} over the cells of {@link #jensenShannon}. */
    public static Comparison largestDifference(double[] reference, double[] current, Design design) {
        return evenCells(reference, current, design, CountTests::largestDifference);
    }

    private static Comparison evenCells(double[] reference, double[] current, Design design, CountTests.Test test) {
        Tally tally = Tally.of(reference, current);
        long[] both = new long[tally.first.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = tally.first[i] + tally.second[i];
        }
        long total = (long) tally.n + tally.m;
        long needed = neededForTwoCells(both, total);
        if (!design.suffices(tally.n, tally.m, needed)) {
            return design.tooFew(tally.n, tally.m, needed);
        }
        if (both.length < 2) {
            return new Comparison.Measured(0, CONVENTIONAL, 1, tally.n, tally.m, design.neededOfCurrent(needed));
        }
        double smaller = Math.min(tally.n / design.referenceEffect(), tally.m / design.currentEffect());
        Cells cells = Cells.quantiles(CELLS, both, VALUES_A_CELL / smaller * total);
        return test.of(new CountTests.Table(
                cells.counts(tally.first), cells.counts(tally.second), tally.n, tally.m, needed, design));
    }

    private static long neededForTwoCells(long[] both, long total) {
        long below = 0;
        double split = 0;
        for (long count : both) {
            below += count;
            split = Math.max(split, Math.min(below, total - below) / (double) total);
        }
        long least = Math.round(2 * VALUES_A_CELL);
        return split > 0 ? Math.max(least, (long) Math.ceil(VALUES_A_CELL / split)) : least;
    }

    private static double exactTail(Tally tally) {
        boolean[] compared = new boolean[tally.n + tally.m + 1];
        int position = 0;
        long largest = 0;
        long difference = 0;
        for (int i = 0; i < tally.first.length; i++) {
            position += (int) (tally.first[i] + tally.second[i]);
            compared[position] = true;
            difference += tally.first[i] * tally.m - tally.second[i] * tally.n;
            largest = Math.max(largest, Math.abs(difference));
        }
        if (largest == 0) {
            return 1;
        }
        boolean ties = tally.first.length < tally.n + tally.m;
        return ties || tally.n != tally.m
                ? KolmogorovSmirnov.tail(tally.n, tally.m, largest, compared)
                : KolmogorovSmirnov.tail(tally.n, (int) (largest / tally.n));
    }

    private static double permutationTail(Tally tally, double effect) {
        int total = tally.n + tally.m;
        int[] cell = new int[total];
        int position = 0;
        for (int i = 0; i < tally.gaps.length; i++) {
            for (long k = tally.first[i] + tally.second[i]; k > 0; k--) {
                cell[position++] = i;
            }
        }
        Random random = new Random(total);
        long[] first = new long[tally.gaps.length];
        long[] second = new long[tally.gaps.length];
        double least = effect * (1 - 1e-12);
        int extreme = 1;
        for (int run = 0; run < PERMUTATIONS; run++) {
            Arrays.fill(first, 0);
            for (int i = 0; i < second.length; i++) {
                second[i] = tally.first[i] + tally.second[i];
            }
            for (int i = 0; i < tally.n; i++) {
                int drawn = i + random.nextInt(total - i);
                int taken = cell[drawn];
                cell[drawn] = cell[i];
                cell[i] = taken;
                first[taken]++;
                second[taken]--;
            }
            extreme += Distances.area(first, second, tally.gaps) >= least ? 1 : 0;
        }
        return extreme / (PERMUTATIONS + 1.0);
    }

    private static double deviation(double[] values) {
        // Relative to one of them, so that equal values deviate by exactly 0.
        double mean = values[0];
        for (double value : values) {
            mean += (value - values[0]) / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean) / values.length;
        }
        return Math.sqrt(squares);
    }
}
