package io.plumbline.stats.calibration;

/** 500 predictions that any program makes the same: the data of the literals that came from other programs. */
final class Example {
    static final int N = 500;

    private Example() {}

    static double[] confidence() {
        double[] confidence = new double[N];
        for (int i = 0; i < N; i++) {
            confidence[i] = ((i * 37 + 11) % 1009) / 1009.0;
        }
        return confidence;
    }

    static boolean[] correct() {
        double[] confidence = confidence();
        boolean[] correct = new boolean[N];
        for (int i = 0; i < N; i++) {
            correct[i] = ((i * 73 + 5) % 97) / 97.0 < .3 + .45 * confidence[i];
        }
        return correct;
    }

    static double[] weight() {
        double[] weight = new double[N];
        for (int i = 0; i < N; i++) {
            weight[i] = 1 + (i % 7) / 2.0;
        }
        return weight;
    }

    static Labelled labelled() {
        return Labelled.of(confidence(), correct());
    }

    static Labelled weighted() {
        return Labelled.of(confidence(), correct(), weight());
    }
}
