package io.plumbline.retrain.djl;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a classifier said about a list of pictures, in their order.
 *
 * @param label index of the class said
 * @param confidence its softmax probability, in [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: predictions are never compared nor used as keys.
public record Predictions(int[] label, double[] confidence) {
    /** Softmax and its greatest entry, the first of equals, for each row of logits. */
    public static Predictions of(float[][] logits) {
        return of(logits, 1);
    }

    /** As above, of logits divided by a temperature. */
    public static Predictions of(float[][] logits, double temperature) {
        int[] label = new int[logits.length];
        double[] confidence = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            float[] row = logits[i];
            int best = 0;
            for (int c = 1; c < row.length; c++) {
                if (row[c] > row[best]) {
                    best = c;
                }
            }
            double sum = 0;
            for (float z : row) {
                sum += Math.exp(((double) z - row[best]) / temperature);
            }
            label[i] = best;
            confidence[i] = 1 / sum;
        }
        return new Predictions(label, confidence);
    }

    /** Number of pictures. */
    public int n() {
        return label.length;
    }

    /** Share of predictions that equal the truth, 0 to 1; NaN for none. */
    public double accuracy(int[] truth) {
        return 1 - (double) errors(truth) / n();
    }

    /** Number of predictions that differ from the truth. */
    public int errors(int[] truth) {
        int wrong = 0;
        for (int i = 0; i < n(); i++) {
            if (label[i] != truth[i]) {
                wrong++;
            }
        }
        return wrong;
    }

    /**
     * The predictions as the reference of a model version: errors, confidence and how often each label was said.
     *
     * @param truth right class of each picture
     * @param labels names of the classes
     */
    public Reference reference(int[] truth, List<String> labels) {
        Histogram histogram = new Histogram();
        SortedMap<String, Long> said = new TreeMap<>();
        labels.forEach(each -> said.put(each, 0L));
        for (int i = 0; i < n(); i++) {
            histogram.add(confidence[i]);
            said.merge(labels.get(label[i]), 1L, Long::sum);
        }
        return new Reference(n(), errors(truth), histogram, said);
    }
}
