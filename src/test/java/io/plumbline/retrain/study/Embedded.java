package io.plumbline.retrain.study;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.head.Samples;
import java.util.Arrays;
import java.util.Random;

/**
 * Pictures as a frozen backbone sees them.
 *
 * @param features one row a picture
 * @param labels one a picture
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
record Embedded(float[][] features, int[] labels) {
    private static final int CHUNK = 500;

    /** Changes and embeds pictures, some at a time; the same seed gives the same noise. */
    static Embedded of(Bundle champion, IdxPictures pictures, Shift shift, long seed) {
        float[][] features = new float[pictures.labels().length][];
        Random random = new Random(seed);
        try (OnnxRunner runner = champion.backbone()) {
            for (int from = 0; from < features.length; from += CHUNK) {
                int to = Math.min(features.length, from + CHUNK);
                float[][] inputs = pictures.pick(
                                java.util.stream.IntStream.range(from, to).toArray())
                        .inputs();
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = shift.of(inputs[i], pictures.width(), random);
                }
                System.arraycopy(runner.run(inputs), 0, features, from, inputs.length);
            }
        }
        return new Embedded(features, pictures.labels());
    }

    int size() {
        return labels.length;
    }

    /** The pictures at some places, each of weight 1. */
    Samples samples(int[] at) {
        float[][] some = new float[at.length][];
        int[] someLabels = new int[at.length];
        float[] weights = new float[at.length];
        Arrays.fill(weights, 1);
        for (int i = 0; i < at.length; i++) {
            some[i] = features[at[i]];
            someLabels[i] = labels[at[i]];
        }
        return new Samples(some, someLabels, weights);
    }
}
