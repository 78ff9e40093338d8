package io.plumbline.retrain.djl.head;

import java.util.Arrays;

/**
 * Embeddings and what they show. The arrays are owned by the record: do not write to them.
 *
 * @param features shape (n, width), finite
 * @param labels class of each
 * @param weights how much each counts, at least 0; 1 is usual
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: samples are never compared nor used as keys.
public record Samples(float[][] features, int[] labels, float[] weights) {
    /** No samples at all. */
    public static final Samples NONE = new Samples(new float[0][], new int[0], new float[0]);

    /** @throws IllegalArgumentException if the lengths differ or a weight is negative or not finite */
    public Samples {
        if (features.length != labels.length || weights.length != labels.length) {
            throw new IllegalArgumentException(
                    features.length + " embeddings, " + labels.length + " labels, " + weights.length + " weights");
        }
        for (float w : weights) {
            if (!(w >= 0) || Float.isInfinite(w)) {
                throw new IllegalArgumentException("A weight must be finite and at least 0: " + w);
            }
        }
    }

    /** Number of samples. */
    public int size() {
        return labels.length;
    }

    /** These samples and then the others. */
    public Samples and(Samples others) {
        float[][] f = Arrays.copyOf(features, size() + others.size());
        int[] l = Arrays.copyOf(labels, f.length);
        float[] w = Arrays.copyOf(weights, f.length);
        System.arraycopy(others.features, 0, f, size(), others.size());
        System.arraycopy(others.labels, 0, l, size(), others.size());
        System.arraycopy(others.weights, 0, w, size(), others.size());
        return new Samples(f, l, w);
    }

    /**
     * The same samples, weighted further by class: each weight is multiplied by (mean share / share of its class) to some
     * power, and all are then scaled so that their sum stays the same. Shares are of the weights; mean is over the classes
     * that occur.
     *
     * @param classes number of classes; every label is below it
     * @param balance the power, 0 to 1: at 0 nothing changes, at 1 each class that occurs counts as much as any other
     * @throws IllegalArgumentException if the power is out of its range
     */
    public Samples balanced(int classes, double balance) {
        if (!(balance >= 0 && balance <= 1)) {
            throw new IllegalArgumentException("A balance is 0 to 1, not " + balance);
        }
        double[] share = new double[classes];
        double total = 0;
        int occurring = 0;
        for (int i = 0; i < labels.length; i++) {
            share[labels[i]] += weights[i];
            total += weights[i];
        }
        for (double s : share) {
            occurring += s > 0 ? 1 : 0;
        }
        double[] factor = new double[classes];
        double scaled = 0;
        for (int c = 0; c < classes; c++) {
            factor[c] = share[c] > 0 ? Math.pow(total / (occurring * share[c]), balance) : 0;
            scaled += factor[c] * share[c];
        }
        float[] even = new float[weights.length];
        for (int i = 0; i < even.length; i++) {
            even[i] = (float) (weights[i] * factor[labels[i]] * total / Math.max(scaled, Double.MIN_NORMAL));
        }
        return new Samples(features, labels, even);
    }
}
