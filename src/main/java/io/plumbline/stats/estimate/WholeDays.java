package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;
import io.plumbline.stats.distance.Comparison;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Comparison of whole days with the same days of other weeks: a number a day, such as an error rate or a mean, in pairs.
 *
 * <p>Whatever happens within a day, cycle or cluster, is in the one number, so only days need be independent. Up to 20 pairs
 * the p-value is exact: the share of all ways to swap days within pairs that give a difference at least as large (Fisher,
 * "The Design of Experiments", 1935). Beyond it is Student's t of the differences.
 */
public final class WholeDays {
    private static final int MOST_EXACT = 20;
    private static final int LEAST_PAIRS = 6;

    private WholeDays() {}

    /**
     * Compares paired days.
     *
     * @param reference a number a day, finite
     * @param current as many: of the same weekdays, in the same order
     * @param tolerance difference from which it matters, at least 0
     * @return effect |mean difference|; threshold the tolerance; two-sided p; sizes are days. Below 6 pairs, of which no
     *     difference could be significant at 5 %, not enough data
     * @throws IllegalArgumentException if the days are not as many, or a number is not finite
     */
    public static Comparison paired(double[] reference, double[] current, double tolerance) {
        if (reference.length != current.length) {
            throw new IllegalArgumentException(
                    "Days come in pairs, not " + reference.length + " and " + current.length);
        }
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A tolerance is at least 0 and finite, not " + tolerance);
        }
        int n = reference.length;
        double[] differences = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            differences[i] = Require.finite("A day", current[i]) - Require.finite("A day", reference[i]);
            mean += differences[i] / n;
        }
        if (n < LEAST_PAIRS) {
            return new Comparison.NotEnoughData(n, LEAST_PAIRS);
        }
        double p = n <= MOST_EXACT ? swaps(differences) : student(differences, mean);
        return new Comparison.Measured(Math.abs(mean), tolerance, p, n, n, LEAST_PAIRS);
    }

    private static double swaps(double[] differences) {
        double seen = 0;
        double size = 0;
        for (double difference : differences) {
            seen += difference;
            size += Math.abs(difference);
        }
        // Sums in another order differ in their last digits; a swap that gives the same must count.
        double least = Math.abs(seen) - 1e-12 * size;
        int ways = 1 << differences.length;
        double sum = seen;
        long extreme = 1;
        // Each step of a Gray code swaps one pair.
        for (int i = 1; i < ways; i++) {
            int changed = Integer.numberOfTrailingZeros(i);
            boolean swapped = ((i ^ i >>> 1) >>> changed & 1) == 1;
            sum += (swapped ? -2 : 2) * differences[changed];
            extreme += Math.abs(sum) >= least ? 1 : 0;
        }
        return (double) extreme / ways;
    }

    private static double student(double[] differences, double mean) {
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        int n = differences.length;
        double error = Math.sqrt(squares / (n - 1.0) / n);
        if (mean == 0) {
            return 1;
        }
        return Math.min(1, 2 * TDistribution.of(n - 1.0).survivalProbability(Math.abs(mean) / error));
    }
}
