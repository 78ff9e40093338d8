package io.plumbline.stats.calibration;

/**
 * Mean negative logarithm of the probability that was given to what happened, in nats: 0 is perfect. A proper score.
 *
 * <p>Probabilities are first kept {@link #LEAST} away from 0 and 1, so that one confident error costs 36 nats and not
 * infinitely many.
 */
public final class LogLoss {
    /** Least probability that is told from 0: 2^-52. */
    public static final double LEAST = Math.ulp(1.0);

    private LogLoss() {}

    /**
     * Of the confidence in the predicted class: −ln(confidence) where it was right, −ln(1 − confidence) where not.
     *
     * @param data labelled predictions
     * @return at least 0; NaN without any prediction
     */
    public static double of(Labelled data) {
        double sum = 0;
        for (int i = 0; i < data.entries(); i++) {
            double confidence = kept(data.confidence(i));
            sum -= data.mass(i) * (data.correct(i) ? Math.log(confidence) : Math.log1p(-confidence));
        }
        return sum / data.mass();
    }

    /**
     * Of the probability of the right class.
     *
     * @param probabilities n rows, K columns, 0 to 1, each row with sum 1; not changed
     * @param labels the right class of each row, 0 to K − 1; not changed
     * @return at least 0; NaN without any row
     * @throws IllegalArgumentException if the shapes do not fit, or a number is NaN or out of its range
     */
    public static double multiclass(double[][] probabilities, int[] labels) {
        Probabilities.classes(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum -= Math.log(kept(probabilities[i][labels[i]]));
        }
        return sum / labels.length;
    }

    private static double kept(double probability) {
        return Math.max(LEAST, Math.min(1 - LEAST, probability));
    }
}
