package io.plumbline.stats.calibration;

/**
 * Calibration by a single temperature (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML
 * 2017): probabilities are softmax(logits / T), and T is the one of greatest likelihood on held-out pictures. The predicted
 * class stays the same.
 */
public final class TemperatureScaling {
    /** Least temperature that a fit gives, for logits that leave no doubt and no error. */
    public static final double LEAST = 0.01;

    /** Greatest temperature that a fit gives, for logits that say nothing about the labels. */
    public static final double GREATEST = 100;

    private static final int STEPS = 200;
    private static final double PRECISION = 1e-12;

    private TemperatureScaling() {}

    /**
     * Fits the temperature by Newton's method on 1 / T, in which the loss is convex, kept within a shrinking bracket.
     *
     * @param logits one row a picture, one column a class: n × K, both at least 1, finite; not changed
     * @param labels the right class of each picture, 0 to K − 1
     * @return temperature, {@link #LEAST} to {@link #GREATEST}
     * @throws IllegalArgumentException if the shapes do not fit, or a logit or label is out of its range
     */
    public static double fit(float[][] logits, int[] labels) {
        requireShapes(logits, labels);
        double low = 1 / GREATEST;
        double high = 1 / LEAST;
        if (derivatives(logits, labels, low)[0] >= 0) {
            return GREATEST;
        }
        if (derivatives(logits, labels, high)[0] <= 0) {
            return LEAST;
        }
        double inverse = 1;
        for (int step = 0; step < STEPS && high - low > PRECISION * high; step++) {
            double[] at = derivatives(logits, labels, inverse);
            if (at[0] > 0) {
                high = inverse;
            } else {
                low = inverse;
            }
            double next = inverse - at[0] / at[1];
            if (Math.abs(next - inverse) <= PRECISION * inverse) {
                break;
            }
            inverse = next > low && next < high ? next : (low + high) / 2;
        }
        return Math.max(LEAST, Math.min(GREATEST, 1 / inverse));
    }

    /**
     * Mean negative log-likelihood in nats of softmax(logits / temperature), at least 0.
     *
     * @param logits n × K as for {@link #fit}
     * @param labels n right classes
     * @param temperature more than 0
     * @throws IllegalArgumentException if the shapes do not fit, or a number is out of its range
     */
    public static double loss(float[][] logits, int[] labels, double temperature) {
        requireShapes(logits, labels);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A temperature is more than 0, not " + temperature);
        }
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            double greatest = greatest(logits[i]);
            double sum = 0;
            for (float logit : logits[i]) {
                sum += Math.exp((logit - greatest) / temperature);
            }
            loss += Math.log(sum) - (logits[i][labels[i]] - greatest) / temperature;
        }
        return loss / logits.length;
    }

    /** First and second derivative of the summed loss by 1 / T: Σ (E z − z_label) and Σ Var z under the softmax. */
    private static double[] derivatives(float[][] logits, int[] labels, double inverse) {
        double first = 0;
        double second = 0;
        for (int i = 0; i < logits.length; i++) {
            double greatest = greatest(logits[i]);
            double sum = 0;
            double mean = 0;
            double square = 0;
            for (float logit : logits[i]) {
                // Relative to the greatest: no overflow, and no cancellation of a common offset.
                double z = logit - greatest;
                double weight = Math.exp(z * inverse);
                sum += weight;
                mean += weight * z;
                square += weight * z * z;
            }
            mean /= sum;
            first += mean - (logits[i][labels[i]] - greatest);
            second += square / sum - mean * mean;
        }
        return new double[] {first, second};
    }

    private static double greatest(float[] row) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : row) {
            greatest = Math.max(greatest, logit);
        }
        return greatest;
    }

    private static void requireShapes(float[][] logits, int[] labels) {
        if (logits.length == 0 || logits.length != labels.length) {
            throw new IllegalArgumentException(
                    "Logits and labels must be as many, at least 1, not " + logits.length + " and " + labels.length);
        }
        int classes = logits[0].length;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i].length != classes) {
                throw new IllegalArgumentException(
                        "Row " + i + " has " + logits[i].length + " logits, the first has " + classes);
            }
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("Label " + labels[i] + " of row " + i + " is none of " + classes);
            }
            for (float logit : logits[i]) {
                if (!Float.isFinite(logit)) {
                    throw new IllegalArgumentException("A logit of row " + i + " is " + logit);
                }
            }
        }
    }
}
