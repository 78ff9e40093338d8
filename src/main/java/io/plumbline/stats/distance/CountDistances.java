package io.plumbline.stats.distance;

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
                double p = Math.max((double) reference[i], 0.5) / n;
                double q = Math.max((double) current[i], 0.5) / m;
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

    /**
     * L∞, the largest difference of the shares of a cell, 0 to 1.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double largestDifference(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double largest = 0;
        for (int i = 0; i < reference.length; i++) {
            largest = Math.max(largest, Math.abs(reference[i] / n - current[i] / m));
        }
        return largest;
    }

    /**
     * Pearson's χ² statistic of a 2 × K table whose rows are the samples (Pearson, Philos. Mag. 50, 1900), 0 to n + m. Both
     * are samples; a cell that is empty on both sides counts for nothing.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double chiSquared(long[] reference, long[] current) {
        double n = total(reference, current.length);
        double m = total(current, reference.length);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double both = (double) reference[i] + current[i];
            double difference = reference[i] / n - current[i] / m;
            sum += both > 0 ? difference * difference / both : 0;
        }
        return Math.min(n + m, sum * n * m);
    }

    /**
     * Cramér's V of the same table, √(χ² / (n + m)), 0 to 1 (Cramér, "Mathematical Methods of Statistics", 1946).
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     */
    public static double cramersV(long[] reference, long[] current) {
        double total = total(reference, current.length) + total(current, reference.length);
        return Math.sqrt(chiSquared(reference, current) / total);
    }

    /**
     * Cramér's V corrected for its bias, 0 to 1 (Bergsma, J. Korean Stat. Soc. 42, 2013): with N = n + m,
     * {@code φ² = max(0, χ²/N − (K−1)/(N−1))}, {@code K~ = K − (K−1)²/(N−1)}, {@code R~ = 2 − 1/(N−1)} it is
     * {@code √(φ² / min(K~ − 1, R~ − 1))}. K counts the cells that are not empty on both sides.
     *
     * @param reference counts of the reference
     * @param current counts of the current sample
     * @return the V; 0 if there is one cell only, or too few values for the correction
     */
    public static double cramersVCorrected(long[] reference, long[] current) {
        double size = total(reference, current.length) + total(current, reference.length);
        int cells = 0;
        for (int i = 0; i < reference.length; i++) {
            cells += reference[i] > 0 || current[i] > 0 ? 1 : 0;
        }
        double k = cells - (cells - 1.0) * (cells - 1.0) / (size - 1);
        double rows = 2 - 1 / (size - 1);
        double square = chiSquared(reference, current) / size - (cells - 1) / (size - 1);
        double least = Math.min(k - 1, rows - 1);
        return square > 0 && least > 0 ? Math.min(1, Math.sqrt(square / least)) : 0;
    }

    private static double total(long[] counts, int cellsOfOther) {
        if (counts.length != cellsOfOther) {
            throw new IllegalArgumentException(
                    "Samples must be counted into the same cells, not " + counts.length + " and " + cellsOfOther);
        }
        double sum = sum(counts);
        if (!(sum > 0)) {
            throw new IllegalArgumentException("Nothing was counted in " + Arrays.toString(counts));
        }
        return sum;
    }

    /** Sum of counts that must not be negative, as a double: shares need no more, and it cannot overflow. */
    static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("A count cannot be " + count);
            }
            sum += count;
        }
        return sum;
    }
}
