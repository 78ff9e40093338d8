package io.plumbline.stats.calibration;

/** Mean squared error of probabilities (Brier, Mon. Weather Rev. 78, 1950): 0 is perfect. A proper score. */
public final class BrierScore {
    private BrierScore() {}

    /**
     * Of the confidence in the predicted class: mean of (confidence − correct)².
     *
     * @param data labelled predictions
     * @return 0 to 1; NaN without any prediction
     */
    public static double of(Labelled data) {
        double sum = 0;
        for (int i = 0; i < data.entries(); i++) {
            double error = data.confidence(i) - (data.correct(i) ? 1 : 0);
            sum += data.mass(i) * error * error;
        }
        return sum / data.mass();
    }

    /**
     * Of the probabilities of all classes, Brier's own form: mean over rows of Σ (probability − indicator)² over classes. For
     * two classes twice the score of one of them.
     *
     * @param probabilities n rows, K columns, 0 to 1, each row with sum 1; not changed
     * @param labels the right class of each row, 0 to K − 1; not changed
     * @return 0 to 2; NaN without any row
     * @throws IllegalArgumentException if the shapes do not fit, or a number is NaN or out of its range
     */
    public static double multiclass(double[][] probabilities, int[] labels) {
        int classes = Probabilities.classes(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < classes; c++) {
                double error = probabilities[i][c] - (labels[i] == c ? 1 : 0);
                sum += error * error;
            }
        }
        return sum / labels.length;
    }
}
