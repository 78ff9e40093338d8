package io.plumbline.stats.calibration;

/**
 * What a Brier score is made of: {@code score = reliability − resolution + uncertainty + withinVariance − withinCovariance}.
 *
 * <p>The first three are Murphy's ("A new vector partition of the probability score", J. Appl. Meteorol. 12, 1973), exact by
 * themselves only if all confidences in a group are equal. With bins two more are left, within the bins (Stephenson, Coelho
 * and Jolliffe, "Two extra components in the Brier score decomposition", Weather Forecast. 23, 2008); with them the identity
 * is exact for any data. Reliability is biased upward and uncertainty downward in small samples.
 *
 * @param score the Brier score, as from {@link BrierScore}
 * @param reliability Σ share · (mean confidence − accuracy)², at least 0; 0 is perfectly calibrated
 * @param resolution Σ share · (accuracy − overall accuracy)², at least 0; the more, the better it tells right from wrong
 * @param uncertainty overall accuracy · (1 − overall accuracy): what no classifier of this accuracy can change
 * @param withinVariance mean square of the confidences about the means of their groups, at least 0
 * @param withinCovariance twice the mean product of confidences and outcomes about the means of their groups
 */
public record BrierDecomposition(
        double score,
        double reliability,
        double resolution,
        double uncertainty,
        double withinVariance,
        double withinCovariance) {

    /**
     * By bins of equal width.
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1
     * @return components, all NaN without any prediction
     * @throws IllegalArgumentException if bins is below 1
     */
    public static BrierDecomposition of(Labelled data, int bins) {
        return of(data, Binning.equalWidth(data, bins));
    }

    /**
     * By distinct confidences: Murphy's own, in which the two parts within groups are 0.
     *
     * @param data labelled predictions
     * @return components, all NaN without any prediction
     */
    public static BrierDecomposition of(Labelled data) {
        return of(data, Binning.distinct(data));
    }

    /**
     * Of all classes: each class against the others, in bins of equal width, and the components added up.
     *
     * @param probabilities n rows, K columns, 0 to 1, each row with sum 1; not changed
     * @param labels the right class of each row, 0 to K − 1; not changed
     * @param bins number of bins, at least 1
     * @return components of {@link BrierScore#multiclass}; all NaN without any row
     * @throws IllegalArgumentException if the shapes do not fit, or a number is NaN or out of its range
     */
    public static BrierDecomposition multiclass(double[][] probabilities, int[] labels, int bins) {
        int classes = Probabilities.classes(probabilities, labels);
        int n = labels.length;
        BrierDecomposition sum = of(Labelled.of(new double[0], new boolean[0]), bins);
        double[] column = new double[n];
        boolean[] is = new boolean[n];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < n; i++) {
                column[i] = probabilities[i][c];
                is[i] = labels[i] == c;
            }
            BrierDecomposition one = of(Labelled.of(column, is), bins);
            sum = c == 0 ? one : sum.plus(one);
        }
        return sum;
    }

    private static BrierDecomposition of(Labelled data, int[] group) {
        double[] parts = new double[4];
        double overall = data.accuracy();
        for (int start = 0, end; start < group.length; start = end) {
            end = Reliability.end(group, start);
            addGroup(parts, data, start, end, overall);
        }
        double all = data.mass();
        double uncertainty = overall * (1 - overall);
        return new BrierDecomposition(
                BrierScore.of(data), parts[0] / all, parts[1] / all, uncertainty, parts[2] / all, parts[3] / all);
    }

    /** Adds one group, by weight, to reliability, resolution and the two parts within groups. */
    private static void addGroup(double[] parts, Labelled data, int start, int end, double overall) {
        double mass = 0;
        double confidence = 0;
        double accuracy = 0;
        for (int i = start; i < end; i++) {
            mass += data.mass(i);
            confidence += data.mass(i) * data.confidence(i);
            accuracy += data.correct(i) ? data.mass(i) : 0;
        }
        if (mass == 0) {
            return;
        }
        confidence /= mass;
        accuracy /= mass;
        parts[0] += mass * (confidence - accuracy) * (confidence - accuracy);
        parts[1] += mass * (accuracy - overall) * (accuracy - overall);
        for (int i = start; i < end; i++) {
            double off = data.confidence(i) - confidence;
            parts[2] += data.mass(i) * off * off;
            parts[3] += 2 * data.mass(i) * off * ((data.correct(i) ? 1 : 0) - accuracy);
        }
    }

    private BrierDecomposition plus(BrierDecomposition other) {
        return new BrierDecomposition(
                score + other.score,
                reliability + other.reliability,
                resolution + other.resolution,
                uncertainty + other.uncertainty,
                withinVariance + other.withinVariance,
                withinCovariance + other.withinCovariance);
    }
}
