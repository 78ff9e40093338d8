package io.plumbline.stats;

import java.util.Arrays;

/**
 * Distances between two samples that were counted into the same cells.
 *
 * <p>Each takes two arrays of equal length, at least 1, of counts at least 0 with a positive sum; p and q are their shares.
 * Nothing is pooled or floored except where it says so. Every method throws {@link IllegalArgumentException} naming the
 * bad value, and leaves the arrays as they are.
 */
public final class CountDistances {
    private CountDistances() {}

    /**
     * Population stability index, Σ (p − q) ln(p / q), at least 0 (Siddiqi, "Credit Risk Scorecards", 2006; the symmetric
     * form of Kullback and Leibler's divergence). An empty cell counts as half an observation, so the index is finite;
     * a cell that is empty on both sides counts for nothing.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double populationStability(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0 || current[i] > 0) {
                double p = Math.max(reference[i], 0.5) / n;
                double q = Math.max(current[i], 0.5) / m;
                sum += (p - q) * Math.log(p / q);
            }
        }
        return sum;
    }

    /**
     * Jensen–Shannon divergence in nats, ½ KL(p‖m) + ½ KL(q‖m) with m = (p + q) / 2, 0 to ln 2 (Lin, IEEE Trans. Inf.
     * Theory 37(1), 1991).
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double jensenShannonDivergence(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = reference[i] / n;
            double q = current[i] / m;
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        return Math.max(0, Math.min(Math.log(2), sum / 2));
    }

    /**
     * Jensen–Shannon distance with the natural logarithm: the root of the divergence in nats, 0 to √ln 2 = 0.8326.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double jensenShannon(long[] reference, long[] current) {
        return Math.sqrt(jensenShannonDivergence(reference, current));
    }

    /**
     * Jensen–Shannon distance with the logarithm to base 2: the root of the divergence in bits, 0 to 1.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double jensenShannonBase2(long[] reference, long[] current) {
        return Math.sqrt(jensenShannonDivergence(reference, current) / Math.log(2));
    }

    /**
     * Hellinger distance, √(½ Σ (√p − √q)²), 0 to 1.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double hellinger(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double difference = Math.sqrt(reference[i] / n) - Math.sqrt(current[i] / m);
            sum += difference * difference;
        }
        return Math.min(1, Math.sqrt(sum / 2));
    }

    /**
     * Total variation distance, ½ Σ |p − q|, 0 to 1.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double totalVariation(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += Math.abs(reference[i] / n - current[i] / m);
        }
        return Math.min(1, sum / 2);
    }

    private static double total(long[] counts, int cellsOfOther) {
        if (counts.length != cellsOfOther) {
            throw new IllegalArgumentException(
                    "Samples must be counted into the same cells, not " + counts.length + " and " + cellsOfOther);
        }
        // Summed as doubles: shares need no more, and no sum of counts can overflow.
        double sum = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("A count cannot be " + count);
            }
            sum += count;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("Nothing was counted in " + Arrays.toString(counts));
        }
        return sum;
    }
}
