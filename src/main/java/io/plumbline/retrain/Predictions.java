package io.plumbline.retrain;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.util.Arrays;
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
    /** Units of a confidence of 1. */
    private static final long ONE = 1L << 30;

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

    /** What a model's graph gave, as the model's definition reads it: of probabilities too. */
    public static Predictions of(float[][] outputs, ModelDefinition model) {
        float[][] logits = new float[outputs.length][];
        Arrays.setAll(logits, i -> model.logits(outputs[i]));
        return of(logits, model.temperature());
    }

    /** The predictions of some of the pictures, by index, in that order. */
    public Predictions pick(int[] indices) {
        int[] labels = new int[indices.length];
        double[] confidences = new double[indices.length];
        for (int i = 0; i < indices.length; i++) {
            labels[i] = label[indices[i]];
            confidences[i] = confidence[indices[i]];
        }
        return new Predictions(labels, confidences);
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
     * The predictions as the reference of a model version: errors, confidence, how often each label was said, and of what.
     *
     * @param truth right class of each picture
     * @param labels names of the classes
     */
    public Reference reference(int[] truth, List<String> labels) {
        Histogram histogram = new Histogram();
        SortedMap<String, Long> said = new TreeMap<>();
        labels.forEach(each -> said.put(each, 0L));
        SortedMap<Integer, Alike> alike = new TreeMap<>();
        for (int i = 0; i < n(); i++) {
            histogram.add(confidence[i]);
            said.merge(labels.get(label[i]), 1L, Long::sum);
            int band = Reference.band(confidence[i]);
            int key = (label[i] * labels.size() + truth[i]) * Reference.BANDS + band;
            Alike one = new Alike(label[i], truth[i], band, 1, Math.round(confidence[i] * ONE));
            alike.merge(key, one, Alike::plus);
        }
        List<Reference.Said> groups =
                alike.values().stream().map(each -> each.said(labels)).toList();
        return new Reference(n(), errors(truth), histogram, said, groups, new TreeMap<>());
    }

    /** Pictures of which the same was said; the confidences are added up in whole units, so that their order is no matter. */
    private record Alike(int label, int truth, int band, long n, long units) {
        Alike plus(Alike other) {
            return new Alike(label, truth, band, n + other.n, units + other.units);
        }

        Reference.Said said(List<String> labels) {
            return Reference.Said.of(labels.get(label), labels.get(truth), band, n, (double) units / ONE / n);
        }
    }
}
