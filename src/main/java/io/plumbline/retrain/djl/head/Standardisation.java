package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;

/** Mean and standard deviation of each feature, so that one penalty and one learning rate suit all. */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
record Standardisation(double[] mean, double[] sd) {
    private static final double LEAST_SD = 1e-6;

    /** Of at least one row. */
    static Standardisation of(float[][] rows) {
        int features = rows[0].length;
        double[] mean = new double[features];
        double[] sd = new double[features];
        for (float[] row : rows) {
            for (int f = 0; f < features; f++) {
                mean[f] += row[f];
            }
        }
        for (int f = 0; f < features; f++) {
            mean[f] /= rows.length;
        }
        for (float[] row : rows) {
            for (int f = 0; f < features; f++) {
                sd[f] += (row[f] - mean[f]) * (row[f] - mean[f]);
            }
        }
        for (int f = 0; f < features; f++) {
            double deviation = Math.sqrt(sd[f] / rows.length);
            // A feature that never changes teaches nothing; dividing by next to nothing would make it loud later.
            sd[f] = deviation < LEAST_SD ? Double.POSITIVE_INFINITY : deviation;
        }
        return new Standardisation(mean, sd);
    }

    /** One row of standardised features, written at a place. */
    void apply(float[] row, float[] to, int at) {
        for (int f = 0; f < mean.length; f++) {
            to[at + f] = (float) ((row[f] - mean[f]) / sd[f]);
        }
    }

    /** The head for features as they are, of one for standardised features. */
    Head fold(Head head) {
        float[][] weight = new float[head.classes()][head.features()];
        float[] bias = new float[head.classes()];
        for (int c = 0; c < bias.length; c++) {
            double b = head.bias()[c];
            for (int f = 0; f < mean.length; f++) {
                double w = head.weight()[c][f] / sd[f];
                weight[c][f] = (float) w;
                b -= w * mean[f];
            }
            bias[c] = (float) b;
        }
        return new Head(weight, bias);
    }
}
