package io.plumbline.retrain.djl.head;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.bundle.onnx.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts samples into batches, once for all epochs: what is copied into the engine stays there. */
record Batches(Head start, Standardisation standard, long seed) {
    private static final int LEAST_BATCH = 16;
    private static final int STEPS_AN_EPOCH = 16;

    /** Number of batches of so many samples. */
    int steps(int n) {
        return (n + size(n) - 1) / size(n);
    }

    private static int size(int n) {
        return Math.max(LEAST_BATCH, (n + STEPS_AN_EPOCH - 1) / STEPS_AN_EPOCH);
    }

    /** The samples in a random order, in batches of equal size but the last; they belong to the manager. */
    List<Batch> cut(Samples samples, NDManager manager) {
        int n = samples.size();
        int[] order = shuffled(n, new SplittableRandom(seed));
        double mean = mean(samples);
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < n; from += size(n)) {
            int[] rows = java.util.Arrays.copyOfRange(order, from, Math.min(n, from + size(n)));
            batches.add(batch(samples, rows, mean * rows.length, manager));
        }
        return batches;
    }

    /** All samples as one batch, in their order; none if there are none. */
    List<Batch> whole(Samples samples, NDManager manager) {
        if (samples.size() == 0) {
            return List.of();
        }
        int[] rows = java.util.stream.IntStream.range(0, samples.size()).toArray();
        return List.of(batch(samples, rows, mean(samples) * rows.length, manager));
    }

    private static double mean(Samples samples) {
        double sum = 0;
        for (float w : samples.weights()) {
            sum += w;
        }
        return Math.max(sum / samples.size(), 1e-12);
    }

    private Batch batch(Samples samples, int[] rows, double weight, NDManager manager) {
        int features = start.features();
        int classes = start.classes();
        float[] x = new float[rows.length * features];
        float[] y = new float[rows.length * classes];
        float[][] picked = new float[rows.length][];
        int[] labels = new int[rows.length];
        for (int r = 0; r < rows.length; r++) {
            int i = rows[r];
            picked[r] = samples.features()[i];
            standard.apply(picked[r], x, r * features);
            y[r * classes + samples.labels()[i]] = samples.weights()[i];
            labels[r] = samples.labels()[i];
        }
        float[] said = new float[y.length];
        float[][] logits = start.apply(picked);
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(logits[r], 0, said, r * classes, classes);
        }
        Shape wide = new Shape(rows.length, 1, classes);
        return new Batch(
                manager.create(x, new Shape(rows.length, features)),
                manager.create(y, wide),
                manager.create(said, wide),
                labels,
                manager.create((float) weight));
    }

    static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
