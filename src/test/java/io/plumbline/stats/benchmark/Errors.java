package io.plumbline.stats.benchmark;

import java.util.SplittableRandom;

/** The stream that all are timed on: errors of rate .2, and .3 from the middle on. */
final class Errors {
    static final int LENGTH = 1 << 16;

    private Errors() {}

    static double[] stream() {
        SplittableRandom random = new SplittableRandom(1);
        double[] stream = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            stream[i] = random.nextDouble() < (i < LENGTH / 2 ? .2 : .3) ? 1 : 0;
        }
        return stream;
    }

    static boolean[] wrong() {
        double[] stream = stream();
        boolean[] wrong = new boolean[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            wrong[i] = stream[i] > 0;
        }
        return wrong;
    }
}
