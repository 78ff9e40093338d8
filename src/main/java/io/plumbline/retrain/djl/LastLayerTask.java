package io.plumbline.retrain.djl;

import io.plumbline.bundle.Head;

/**
 * What a last layer is to be trained on.
 *
 * @param train samples to learn from, at least one
 * @param validation samples to stop early by; may be empty, then all epochs are run
 * @param start the layer to begin at, and to be drawn back to; its classes are at least 2, and every label is below them
 * @param settings how
 */
public record LastLayerTask(Samples train, Samples validation, Head start, Settings settings) {
    /** @throws IllegalArgumentException if there is nothing to train on, or a label or width does not fit */
    public LastLayerTask {
        int classes = start.classes();
        if (train.size() == 0 || classes < 2) {
            throw new IllegalArgumentException(
                    "A last layer needs samples and at least 2 classes, got " + train.size() + " and " + classes);
        }
        int features = start.features();
        for (Samples samples : new Samples[] {train, validation}) {
            for (int i = 0; i < samples.size(); i++) {
                if (samples.features()[i].length != features) {
                    throw new IllegalArgumentException("Sample " + i + " has " + samples.features()[i].length
                            + " features, the layer reads " + features);
                }
                if (samples.labels()[i] < 0 || samples.labels()[i] >= classes) {
                    throw new IllegalArgumentException("Label " + samples.labels()[i] + " is not below " + classes);
                }
            }
        }
    }

    /** Number of classes. */
    public int classes() {
        return start.classes();
    }

    /**
     * Embeddings and what they show. The arrays are owned by the record: do not write to them.
     *
     * @param features shape (n, width), finite
     * @param labels class of each
     * @param weights how much each counts, at least 0; 1 is usual
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: samples are never compared nor used as keys.
    public record Samples(float[][] features, int[] labels, float[] weights) {
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

        /** The same samples, weighted further so that each class that occurs counts as much as any other. */
        public Samples balanced(int classes) {
            double[] sum = new double[classes];
            double total = 0;
            int occurring = 0;
            for (int i = 0; i < labels.length; i++) {
                sum[labels[i]] += weights[i];
                total += weights[i];
            }
            for (double s : sum) {
                occurring += s > 0 ? 1 : 0;
            }
            float[] even = new float[weights.length];
            for (int i = 0; i < even.length; i++) {
                double share = sum[labels[i]];
                even[i] = share > 0 ? (float) (weights[i] * total / (occurring * share)) : 0;
            }
            return new Samples(features, labels, even);
        }
    }

    /**
     * How a last layer is trained.
     *
     * @param epochs most passes over the samples, at least 1
     * @param learningRate of Adam, positive
     * @param l2 by how much of its distance from the start each weight (of standardised features) and bias adds to its
     *     gradient, at least 0
     * @param patience epochs without a better validation loss after which training stops, at least 1
     * @param seed of the order of the samples: the same seed gives the same head on the same machine
     */
    public record Settings(int epochs, double learningRate, double l2, int patience, long seed) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (epochs < 1 || patience < 1 || !(learningRate > 0) || !(l2 >= 0)) {
                throw new IllegalArgumentException("Settings out of range: epochs " + epochs + ", learning rate "
                        + learningRate + ", l2 " + l2 + ", patience " + patience);
            }
        }

        /** What served well on embeddings of a hundred-odd features and hundreds to thousands of labels. */
        public static Settings usual(long seed) {
            return new Settings(60, 0.003, 1e-2, 8, seed);
        }
    }
}
