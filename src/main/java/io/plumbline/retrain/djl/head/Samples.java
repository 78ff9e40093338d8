package io.plumbline.retrain.djl.head;

import java.util.Arrays;
import java.util.List;

/**
 * Embeddings and what they show. The arrays are owned by the record: do not write to them.
 *
 * @param features shape (n, width), finite
 * @param labels class of each
 * @param weights how much each counts, at least 0; 1 is usual. Small classes may be given more
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

    /** Some of them, in that order. */
    public Samples pick(List<Integer> order) {
        float[][] f = new float[order.size()][];
        int[] l = new int[f.length];
        float[] w = new float[f.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = features[order.get(i)];
            l[i] = labels[order.get(i)];
            w[i] = weights[order.get(i)];
        }
        return new Samples(f, l, w);
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
}
