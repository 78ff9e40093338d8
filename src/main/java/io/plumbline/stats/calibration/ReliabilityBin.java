package io.plumbline.stats.calibration;

import io.plumbline.stats.Require;

/**
 * One bin of a reliability diagram: predictions of like confidence, and how often they were right.
 *
 * @param lower where the bin begins, 0 to 1
 * @param upper where it ends, 0 to 1; belongs to the next bin unless it is the last or bins are of equal mass
 * @param count number of predictions, at least 1
 * @param effective number of equally weighted predictions that would tell as much, {@code (Σw)² / Σw²}, above 0; {@code count}
 *     if all weigh the same
 * @param share part of the total weight, above 0 to 1
 * @param confidence mean confidence, 0 to 1
 * @param accuracy share of right predictions, 0 to 1
 */
public record ReliabilityBin(
        double lower, double upper, long count, double effective, double share, double confidence, double accuracy) {

    /** @throws IllegalArgumentException if a number is out of its range, or the bin ends before it begins */
    public ReliabilityBin {
        Require.unit("The begin of a bin", lower);
        Require.unit("The end of a bin", upper);
        if (upper < lower) {
            throw new IllegalArgumentException("A bin that begins at " + lower + " cannot end at " + upper);
        }
        if (count < 1) {
            throw new IllegalArgumentException("A bin holds at least 1 prediction, not " + count);
        }
        Require.positive("An effective number", effective);
        Require.positive("A share", share);
        Require.unit("A share", share);
        Require.unit("A mean confidence", confidence);
        Require.unit("An accuracy", accuracy);
    }

    /** Mean confidence less accuracy, −1 to 1: positive where the classifier is too sure of itself. */
    public double gap() {
        return confidence - accuracy;
    }

    /** Estimated variance of the accuracy, at least 0: binomial with n − 1 as divisor; 0 for a single prediction. */
    double variance() {
        return effective > 1 ? accuracy * (1 - accuracy) / (effective - 1) : 0;
    }
}
