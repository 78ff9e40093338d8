package io.plumbline.stats.calibration;

import io.plumbline.stats.Require;

/** Checks of rows of class probabilities. */
final class Probabilities {
    private static final double TOLERANCE = 1e-4;

    private Probabilities() {}

    /** Number of classes of n × K probabilities with n labels; refuses what does not fit. */
    static int classes(double[][] probabilities, int[] labels) {
        if (probabilities.length != labels.length) {
            throw new IllegalArgumentException("Rows of probabilities and labels must be as many, not "
                    + probabilities.length + " and " + labels.length);
        }
        int classes = probabilities.length == 0 ? 0 : probabilities[0].length;
        for (int i = 0; i < labels.length; i++) {
            double[] row = probabilities[i];
            if (row.length != classes) {
                throw new IllegalArgumentException(
                        "Row " + i + " has " + row.length + " probabilities, the first has " + classes);
            }
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("Label " + labels[i] + " of row " + i + " is none of " + classes);
            }
            double sum = 0;
            for (double probability : row) {
                sum += Require.unit("A probability", probability);
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw new IllegalArgumentException("Probabilities of row " + i + " sum to " + sum);
            }
        }
        return classes;
    }
}
