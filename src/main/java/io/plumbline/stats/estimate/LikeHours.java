package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Design;

/**
 * Comparison of like with like: hours of the week with the same hours, so that a daily or weekly cycle is no drift.
 *
 * <p>A stratum is what is alike, for instance an hour of the week, 0 to 167, over all weeks of the reference and of the
 * current window. Where only one side has values in a stratum, it is left out. The difference of each stratum counts with
 * n·m / (n + m), and their sum is compared with its variance given the margins: the test of Cochran (Biometrics 10, 1954) and
 * Mantel and Haenszel (J. Natl. Cancer Inst. 22, 1959), for more than two cells in the form of Landis, Heyman and Koch (Int.
 * Stat. Rev. 46, 1978), without continuity correction. It sees what all strata have in common; differences that change their
 * sign from hour to hour cancel.
 */
public final class LikeHours {
    private static final double FEW = 5;
    private static final long LEAST_SAMPLE = 30;
    private static final double CONVENTIONAL = 0.1;

    private LikeHours() {}

    /**
     * Compares rates.
     *
     * @param reference one row {trials, errors} a stratum; errors 0 to trials
     * @param current as many rows
     * @param tolerance difference of the rates from which it matters, at least 0
     * @param design level and design effects
     * @return effect |Mantel–Haenszel difference of the rates|, 0 to 1; threshold the tolerance; p from χ² with 1 degree of
     *     freedom; sizes are those of the strata that both sides have
     * @throws IllegalArgumentException if the rows do not fit, or a number is out of its range
     */
    public static Comparison rates(long[][] reference, long[][] current, double tolerance, Design design) {
        Require.unit("A tolerance", tolerance);
        return compare(outcomes(reference), outcomes(current), tolerance, design);
    }

    /**
     * Compares counts in cells, such as classes, or parts of a histogram.
     *
     * @param reference one row a stratum, with the counts of the cells
     * @param current as many rows of as many cells
     * @param design level and design effects
     * @return effect total variation of the weighted mean difference of the shares, 0 to 1; threshold 0.1; p from χ². Cells of
     *     which fewer than 5 values are expected on a side are pooled
     * @throws IllegalArgumentException if the rows do not fit, or a count is negative
     */
    public static Comparison shares(long[][] reference, long[][] current, Design design) {
        return compare(reference, current, CONVENTIONAL, design);
    }

    private static long[][] outcomes(long[][] rates) {
        long[][] outcomes = new long[rates.length][];
        for (int i = 0; i < rates.length; i++) {
            if (rates[i].length != 2) {
                throw new IllegalArgumentException(
                        "A row holds trials and errors, not " + rates[i].length + " numbers");
            }
            Require.counts(rates[i][1], rates[i][0]);
            outcomes[i] = new long[] {rates[i][0] - rates[i][1], rates[i][1]};
        }
        return outcomes;
    }

    private static Comparison compare(long[][] reference, long[][] current, double threshold, Design design) {
        int cells = requireSameShape(reference, current);
        long n = 0;
        long m = 0;
        long[] first = new long[cells];
        long[] second = new long[cells];
        for (int h = 0; h < reference.length; h++) {
            long inReference = total(reference[h]);
            long inCurrent = total(current[h]);
            if (inReference > 0 && inCurrent > 0) {
                n = Require.count(n + inReference);
                m = Require.count(m + inCurrent);
                for (int c = 0; c < cells; c++) {
                    first[c] += reference[h][c];
                    second[c] += current[h][c];
                }
            }
        }
        int[] cellOf = pooling(first, second, n, m, design);
        int pooled = max(cellOf) + 1;
        long needed = needed(first, second);
        if (!design.suffices(n, m, needed)) {
            return design.tooFew(n, m, needed);
        }
        if (pooled < 2) {
            return new Comparison.Measured(0, threshold, 1, n, m, design.neededOfCurrent(needed));
        }
        Sums sums = new Sums(pooled);
        for (int h = 0; h < reference.length; h++) {
            sums.add(gather(reference[h], cellOf, pooled), gather(current[h], cellOf, pooled));
        }
        // What the samples tell, over what they would if they were independent.
        double shrink = design.effectiveSize(n, m) * (1.0 / n + 1.0 / m);
        double p = design.chiSquaredTail(sums.statistic() * shrink, pooled - 1);
        return new Comparison.Measured(sums.effect(), threshold, p, n, m, design.neededOfCurrent(needed));
    }

    /** Differences weighted and added up over the strata, and their covariance given the margins. */
    private static final class Sums {
        private final double[] difference;
        private final double[][] covariance;
        private double weight;

        Sums(int cells) {
            difference = new double[cells];
            covariance = new double[cells][cells];
        }

        void add(long[] reference, long[] current) {
            double n = total(reference);
            double m = total(current);
            if (n == 0 || m == 0) {
                return;
            }
            double both = n + m;
            double scale = n * m / (both * both * (both - 1));
            weight += n * m / both;
            for (int c = 0; c < difference.length; c++) {
                double inCell = (double) reference[c] + current[c];
                difference[c] += n * m / both * (current[c] / m - reference[c] / n);
                for (int d = 0; d < difference.length; d++) {
                    double inOther = (double) reference[d] + current[d];
                    covariance[c][d] += scale * ((c == d ? both * inCell : 0) - inCell * inOther);
                }
            }
        }

        double effect() {
            double sum = 0;
            for (double d : difference) {
                sum += Math.abs(d);
            }
            return Math.min(1, sum / (2 * weight));
        }

        /** Quadratic form of all cells but the last, by Cholesky's root; a cell without any variance adds nothing. */
        double statistic() {
            int size = difference.length - 1;
            double[][] root = new double[size][size];
            double[] solved = new double[size];
            double statistic = 0;
            for (int i = 0; i < size; i++) {
                double left = difference[i];
                for (int j = 0; j <= i; j++) {
                    double rest = covariance[i][j];
                    for (int k = 0; k < j; k++) {
                        rest -= root[i][k] * root[j][k];
                    }
                    if (j < i) {
                        root[i][j] = root[j][j] > 0 ? rest / root[j][j] : 0;
                        left -= root[i][j] * solved[j];
                    } else {
                        root[i][i] = rest > 1e-12 * covariance[i][i] ? Math.sqrt(rest) : 0;
                        solved[i] = root[i][i] > 0 ? left / root[i][i] : 0;
                    }
                }
                statistic += solved[i] * solved[i];
            }
            return statistic;
        }
    }

    private static int requireSameShape(long[][] reference, long[][] current) {
        if (reference.length != current.length || reference.length == 0) {
            throw new IllegalArgumentException(
                    "Strata must be the same on both sides, not " + reference.length + " and " + current.length);
        }
        int cells = reference[0].length;
        for (int h = 0; h < reference.length; h++) {
            if (reference[h].length != cells || current[h].length != cells || cells == 0) {
                throw new IllegalArgumentException("Stratum " + h + " has " + reference[h].length + " and "
                        + current[h].length + " cells, the first " + cells);
            }
        }
        return cells;
    }

    /** Which cell each goes into: rare ones into cell 0, and so does the rarest other if that is still rare. */
    private static int[] pooling(long[] first, long[] second, long n, long m, Design design) {
        double smaller = Math.min(n / design.referenceEffect(), m / design.currentEffect());
        double least = FEW * ((double) n + m) / smaller;
        boolean[] rare = new boolean[first.length];
        double inRare = 0;
        for (int c = 0; c < rare.length; c++) {
            rare[c] = !(first[c] + second[c] >= least);
            inRare += rare[c] ? (double) first[c] + second[c] : 0;
        }
        if (inRare > 0 && inRare < least) {
            int rarest = -1;
            for (int c = 0; c < rare.length; c++) {
                boolean rarer = rarest < 0 || first[c] + second[c] < first[rarest] + second[rarest];
                rarest = !rare[c] && rarer ? c : rarest;
            }
            if (rarest >= 0) {
                rare[rarest] = true;
            }
        }
        int next = inRare > 0 ? 1 : 0;
        int[] cellOf = new int[rare.length];
        for (int c = 0; c < rare.length; c++) {
            boolean empty = first[c] + second[c] == 0;
            cellOf[c] = rare[c] || empty ? 0 : next++;
        }
        return cellOf;
    }

    private static long needed(long[] first, long[] second) {
        double total = 0;
        double most = 0;
        for (int c = 0; c < first.length; c++) {
            double both = (double) first[c] + second[c];
            total += both;
            most = Math.max(most, both);
        }
        double share = Math.min(most, total - most) / total;
        return share > 0 ? Math.max(LEAST_SAMPLE, (long) Math.ceil(FEW / share)) : LEAST_SAMPLE;
    }

    private static long[] gather(long[] counts, int[] cellOf, int cells) {
        long[] gathered = new long[cells];
        for (int c = 0; c < counts.length; c++) {
            gathered[cellOf[c]] += counts[c];
        }
        return gathered;
    }

    private static int max(int[] values) {
        int max = 0;
        for (int value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static long total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total = Require.count(total + Require.count(count));
        }
        return total;
    }
}
