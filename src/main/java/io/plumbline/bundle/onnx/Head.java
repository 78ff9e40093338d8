package io.plumbline.bundle.onnx;

/**
 * The last, linear layer of a classifier: {@code logits = weight · features + bias}.
 *
 * <p>The arrays are owned by the head: do not write to them.
 *
 * @param weight shape (classes, features), rows of equal length, finite
 * @param bias shape (classes), finite
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: heads are never compared nor used as keys.
public record Head(float[][] weight, float[] bias) {
    /** @throws IllegalArgumentException if the shapes do not fit each other or a value is not finite */
    public Head {
        if (weight.length == 0 || weight.length != bias.length) {
            throw new IllegalArgumentException(
                    "A head needs as many biases as rows: " + weight.length + " rows, " + bias.length + " biases");
        }
        for (int c = 0; c < weight.length; c++) {
            if (weight[c].length == 0 || weight[c].length != weight[0].length) {
                throw new IllegalArgumentException("Row " + c + " of the head has " + weight[c].length
                        + " weights, row 0 has " + weight[0].length);
            }
            if (!Float.isFinite(bias[c])) {
                throw new IllegalArgumentException("Bias " + c + " of the head is " + bias[c]);
            }
            for (float w : weight[c]) {
                if (!Float.isFinite(w)) {
                    throw new IllegalArgumentException("Row " + c + " of the head contains " + w);
                }
            }
        }
    }

    /**
     * A head that says nothing: all logits are 0.
     *
     * @param classes at least 1
     * @param features at least 1
     */
    public static Head zero(int classes, int features) {
        return new Head(new float[classes][features], new float[classes]);
    }

    /**
     * The head whose logits are the sums of two heads'.
     *
     * @throws IllegalArgumentException if their shapes differ
     */
    public Head plus(Head other) {
        if (classes() != other.classes() || features() != other.features()) {
            throw new IllegalArgumentException("Heads of " + classes() + " × " + features() + " and " + other.classes()
                    + " × " + other.features() + " cannot be added");
        }
        float[][] w = new float[classes()][features()];
        float[] b = new float[classes()];
        for (int c = 0; c < classes(); c++) {
            for (int f = 0; f < features(); f++) {
                w[c][f] = weight[c][f] + other.weight[c][f];
            }
            b[c] = bias[c] + other.bias[c];
        }
        return new Head(w, b);
    }

    /** Number of classes, at least 1. */
    public int classes() {
        return weight.length;
    }

    /** Number of features, at least 1. */
    public int features() {
        return weight[0].length;
    }

    /** Logits of each row of features; shape (rows, classes). */
    public float[][] apply(float[][] features) {
        float[][] logits = new float[features.length][classes()];
        for (int i = 0; i < features.length; i++) {
            for (int c = 0; c < classes(); c++) {
                double sum = bias[c];
                float[] row = weight[c];
                for (int f = 0; f < row.length; f++) {
                    sum += row[f] * (double) features[i][f];
                }
                logits[i][c] = (float) sum;
            }
        }
        return logits;
    }

    /**
     * The head whose logits are this one's divided by a temperature (Guo et al. 2017): same decisions, calibrated.
     *
     * @throws IllegalArgumentException if the temperature is not positive and finite
     */
    public Head cooled(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("A temperature must be positive and finite: " + temperature);
        }
        float[][] w = new float[classes()][features()];
        float[] b = new float[classes()];
        for (int c = 0; c < classes(); c++) {
            for (int f = 0; f < features(); f++) {
                w[c][f] = (float) (weight[c][f] / temperature);
            }
            b[c] = (float) (bias[c] / temperature);
        }
        return new Head(w, b);
    }
}
