package io.plumbline.stats.distance;

import io.plumbline.stats.Require;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Tests of two samples that were counted into the same cells, such as the classes of a classifier: each distance of
 * {@link CountDistances} with its significance.
 *
 * <p>Both arrays are as long and hold counts of at least 0; they stay as they are. Cells of which too few values are expected
 * on either side are pooled, rarest first; what is too few stands at each test. The effect is that of the pooled cells.
 * Samples that fall into one and the same cell differ by 0, with p = 1. With fewer than 30 values on a side, or than it takes to
 * tell the commonest cell from all others, the answer is {@link Comparison.NotEnoughData}.
 *
 * <p>Every method throws {@link IllegalArgumentException} if the arrays are not equally long or a count is negative or
 * beyond 2^53, and names the bad value.
 */
public final class CountTests {
    private static final double CONVENTIONAL = 0.1;
    private static final double FEW = 5;
    private static final double FEW_FOR_LOGARITHMS = 20;
    private static final long LEAST_SAMPLE = 30;

    private CountTests() {}

    /** Two samples in cells that are fit for a test, their sizes, and how many values it takes. */
    static final class Table {
        private final long[] first;
        private final long[] second;
        private final long n;
        private final long m;
        private final long needed;
        private final Design design;

        /** Takes the arrays over without copying: nothing changes them. */
        Table(long[] first, long[] second, long n, long m, long needed, Design design) {
            this.first = first;
            this.second = second;
            this.n = n;
            this.m = m;
            this.needed = needed;
            this.design = design;
        }

        double effective() {
            return design.effectiveSize(n, m);
        }

        int degrees() {
            return first.length - 1;
        }

        /** Pooled shares of the cells, all above 0 if none is empty on both sides. */
        double[] shares() {
            double[] shares = new double[first.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = ((double) first[i] + second[i]) / ((double) n + m);
            }
            return shares;
        }

        Comparison.Measured measured(double effect, double threshold, double p) {
            return new Comparison.Measured(effect, threshold, p, n, m, design.neededOfCurrent(needed));
        }
    }

    /** What is made of cells in which the test may be done. */
    interface Test {
        Comparison.Measured of(Table table);
    }

    /**
     * Population stability index; n_eff·PSI is about χ². Pools until 20 are expected.
     *
     * @return effect PSI; threshold max(0.1, χ² critical value / n_eff)
     */
    public static Comparison populationStability(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW_FOR_LOGARITHMS, CountTests::populationStability);
    }

    /**
     * Jensen–Shannon distance with the natural logarithm, 0 to 0.8326; 8·n_eff·JSD is about χ². Pools until 20 are expected.
     *
     * @return effect √JSD; threshold max(0.1, √(χ² critical value / (8·n_eff)))
     */
    public static Comparison jensenShannon(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW_FOR_LOGARITHMS, CountTests::jensenShannon);
    }

    /**
     * {@link #jensenShannon} with the logarithm to base 2, 0 to 1: the same p.
     *
     * @return effect √(JSD / ln 2); threshold max(0.1, √(χ² critical value / (8·ln 2·n_eff)))
     */
    public static Comparison jensenShannonBase2(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW_FOR_LOGARITHMS, CountTests::jensenShannonBase2);
    }

    /**
     * Hellinger distance H, 0 to 1; 8·n_eff·H² is about χ², since √p − √q is δ / (2√r) to first order. Pools until 20 are
     * expected.
     *
     * @return effect H; threshold max(0.1, √(χ² critical value / (8·n_eff)))
     */
    public static Comparison hellinger(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW_FOR_LOGARITHMS, CountTests::hellinger);
    }

    /**
     * Total variation distance, 0 to 1, with the p-value of half the sum of the absolute values of a normal vector. Pools
     * until 5 are expected.
     *
     * @return effect TVD; threshold 0.1
     */
    public static Comparison totalVariation(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW, CountTests::totalVariation);
    }

    /**
     * L∞, the largest difference of the shares of a cell, 0 to 1, with the p-value of the largest absolute value of a normal
     * vector. Pools until 5 are expected.
     *
     * @return effect L∞; threshold 0.1
     */
    public static Comparison largestDifference(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW, CountTests::largestDifference);
    }

    /**
     * Pearson's χ² test of homogeneity. Pools until 5 are expected.
     *
     * @return effect Cramér's V; threshold as in {@link ContingencyTest#chiSquared}
     */
    public static Comparison chiSquared(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW, CountTests::chiSquared);
    }

    /**
     * {@link #chiSquared} with the V that is 0 on average where there is no drift (Bergsma, J. Korean Stat. Soc. 42, 2013).
     *
     * @return effect the bias-corrected V, 0 to 1; threshold 0.1·2√(nm)/N; the same p
     */
    public static Comparison chiSquaredCorrected(long[] reference, long[] current, Design design) {
        return pooled(reference, current, design, FEW, CountTests::chiSquaredCorrected);
    }

    static Comparison.Measured populationStability(Table table) {
        double size = table.effective();
        double effect = CountDistances.populationStability(table.first, table.second);
        double least = CONVENTIONAL * size;
        double critical = table.design.criticalChiSquared(least, table.degrees());
        double threshold = critical <= least ? CONVENTIONAL : critical / size;
        return table.measured(effect, threshold, table.design.chiSquaredTail(size * effect, table.degrees()));
    }

    static Comparison.Measured jensenShannon(Table table) {
        double divergence = CountDistances.jensenShannonDivergence(table.first, table.second);
        return squared(table, divergence, 8);
    }

    static Comparison.Measured jensenShannonBase2(Table table) {
        double divergence = CountDistances.jensenShannonDivergence(table.first, table.second) / Math.log(2);
        return squared(table, Math.min(1, divergence), 8 * Math.log(2));
    }

    static Comparison.Measured hellinger(Table table) {
        double distance = CountDistances.hellinger(table.first, table.second);
        return squared(table, distance * distance, 8);
    }

    /** A distance whose square times factor and effective size is about χ². */
    private static Comparison.Measured squared(Table table, double square, double factor) {
        double scale = factor * table.effective();
        double least = CONVENTIONAL * CONVENTIONAL * scale;
        double critical = table.design.criticalChiSquared(least, table.degrees());
        double threshold = critical <= least ? CONVENTIONAL : Math.sqrt(critical / scale);
        return table.measured(
                Math.sqrt(square), threshold, table.design.chiSquaredTail(scale * square, table.degrees()));
    }

    static Comparison.Measured totalVariation(Table table) {
        double effect = CountDistances.totalVariation(table.first, table.second);
        DoubleUnaryOperator tail = GaussianNorms.halfSum(table.shares());
        return table.measured(effect, CONVENTIONAL, table.design.tail(tail, effect * Math.sqrt(table.effective())));
    }

    static Comparison.Measured largestDifference(Table table) {
        double effect = CountDistances.largestDifference(table.first, table.second);
        double[] shares = table.shares();
        double p = table.design.tail(d -> GaussianNorms.largestTail(d, shares), effect * Math.sqrt(table.effective()));
        return table.measured(effect, CONVENTIONAL, p);
    }

    static Comparison.Measured chiSquared(Table table) {
        double total = (double) table.n + table.m;
        double conventional = CONVENTIONAL * balance(table);
        double least = conventional * conventional * table.effective() * total / independent(table);
        double critical = table.design.criticalChiSquared(least, table.degrees());
        double threshold =
                critical <= least ? conventional : Math.sqrt(critical * independent(table) / table.effective() / total);
        double effect = CountDistances.cramersV(table.first, table.second);
        return table.measured(effect, threshold, chiSquaredP(table));
    }

    static Comparison.Measured chiSquaredCorrected(Table table) {
        double effect = CountDistances.cramersVCorrected(table.first, table.second);
        return table.measured(effect, CONVENTIONAL * balance(table), chiSquaredP(table));
    }

    private static double chiSquaredP(Table table) {
        double statistic = CountDistances.chiSquared(table.first, table.second);
        return table.design.chiSquaredTail(statistic * table.effective() / independent(table), table.degrees());
    }

    private static double independent(Table table) {
        return 1 / (1.0 / table.n + 1.0 / table.m);
    }

    private static double balance(Table table) {
        return 2 * Math.sqrt((double) table.n * table.m) / ((double) table.n + table.m);
    }

    private static Comparison pooled(long[] reference, long[] current, Design design, double least, Test test) {
        long n = total(reference, current.length);
        long m = total(current, reference.length);
        long needed = needed(reference, current, least);
        if (!design.suffices(n, m, needed)) {
            return design.tooFew(n, m, needed);
        }
        double expected = least * ((double) n + m) / Math.min(n / design.referenceEffect(), m / design.currentEffect());
        long[][] table = pool(reference, current, expected);
        if (table[0].length < 2) {
            return new Comparison.Measured(0, CONVENTIONAL, 1, n, m, design.neededOfCurrent(needed));
        }
        return test.of(new Table(table[0], table[1], n, m, needed, design));
    }

    private static long total(long[] counts, int cellsOfOther) {
        if (counts.length != cellsOfOther) {
            throw new IllegalArgumentException(
                    "Samples must be counted into the same cells, not " + counts.length + " and " + cellsOfOther);
        }
        long sum = 0;
        for (long count : counts) {
            sum = Require.count(sum + Require.count(count));
        }
        return sum;
    }

    /** The smaller sample at which the commonest cell and all others together could be told apart. */
    private static long needed(long[] first, long[] second, double least) {
        double total = 0;
        double most = 0;
        for (int i = 0; i < first.length; i++) {
            double both = (double) first[i] + second[i];
            total += both;
            most = Math.max(most, both);
        }
        if (most == total) {
            return LEAST_SAMPLE;
        }
        double share = Math.min(most, total - most) / total;
        return Math.max(LEAST_SAMPLE, (long) Math.ceil(least / share));
    }

    /** Merges cells, rarest first, while the rarest has too few; a cell with nothing in it vanishes. */
    private static long[][] pool(long[] first, long[] second, double least) {
        int[] rarestFirst = IntStream.range(0, first.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> first[i] + second[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] a = new long[first.length];
        long[] b = new long[first.length];
        int cells = 0;
        for (int i : rarestFirst) {
            boolean joins = cells > 0 && (a[cells - 1] + b[cells - 1] < least || first[i] + second[i] < least);
            cells += joins ? 0 : 1;
            a[cells - 1] += first[i];
            b[cells - 1] += second[i];
        }
        return new long[][] {Arrays.copyOf(a, cells), Arrays.copyOf(b, cells)};
    }
}
