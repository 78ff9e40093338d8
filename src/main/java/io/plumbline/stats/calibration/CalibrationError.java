package io.plumbline.stats.calibration;

/**
 * Calibration errors by their usual names, over {@link Reliability#DEFAULT_BINS} bins unless others are asked for; for an
 * interval hand the {@link Reliability} to {@link Bootstrap}. All are NaN without any prediction.
 *
 * <p>All but the debiased ones are biased upward, the more so the fewer predictions and the more bins there are: compare only
 * values from like numbers of predictions, or the debiased ones.
 */
public final class CalibrationError {
    private CalibrationError() {}

    /** ECE over 15 bins of equal width. */
    public static double expected(Labelled data) {
        return expected(data, Reliability.DEFAULT_BINS);
    }

    /**
     * Expected calibration error (ECE), bins of equal width.
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1
     * @return 0 to 1
     * @throws IllegalArgumentException if bins is below 1
     */
    public static double expected(Labelled data, int bins) {
        return Reliability.equalWidth(data, bins).expectedError();
    }

    /** MCE over 15 bins of equal width. */
    public static double maximum(Labelled data) {
        return maximum(data, Reliability.DEFAULT_BINS);
    }

    /**
     * Maximum calibration error (MCE), bins of equal width.
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1
     * @return 0 to 1
     * @throws IllegalArgumentException if bins is below 1
     */
    public static double maximum(Labelled data, int bins) {
        return Reliability.equalWidth(data, bins).maximumError();
    }

    /** RMSCE over 15 bins of equal width. */
    public static double rootMeanSquare(Labelled data) {
        return rootMeanSquare(data, Reliability.DEFAULT_BINS);
    }

    /**
     * Root mean square calibration error (RMSCE), bins of equal width.
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1
     * @return 0 to 1
     * @throws IllegalArgumentException if bins is below 1
     */
    public static double rootMeanSquare(Labelled data, int bins) {
        return Reliability.equalWidth(data, bins).rootMeanSquareError();
    }

    /** Adaptive ECE over 15 bins of equal mass. */
    public static double adaptive(Labelled data) {
        return adaptive(data, Reliability.DEFAULT_BINS);
    }

    /**
     * Adaptive expected calibration error, bins of equal mass (Nguyen and O'Connor, "Posterior calibration and exploratory
     * analysis for natural language processing models", EMNLP 2015).
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1
     * @return 0 to 1
     * @throws IllegalArgumentException if bins is below 1
     */
    public static double adaptive(Labelled data, int bins) {
        return Reliability.equalMass(data, bins).expectedError();
    }

    /** {@link Reliability#debiasedExpectedError} over 15 bins of equal width. */
    public static double debiasedExpected(Labelled data) {
        return Reliability.equalWidth(data, Reliability.DEFAULT_BINS).debiasedExpectedError();
    }

    /** {@link Reliability#debiasedRootMeanSquareError} over 15 bins of equal width. */
    public static double debiasedRootMeanSquare(Labelled data) {
        return Reliability.equalWidth(data, Reliability.DEFAULT_BINS).debiasedRootMeanSquareError();
    }
}
