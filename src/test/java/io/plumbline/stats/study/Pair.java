package io.plumbline.stats.study;

import io.plumbline.stats.Histogram;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Two samples of predictions, each with a confidence from 0 to 1 and one of ten labels. */
final class Pair {
    private static final int LABELS = 10;

    private final Sample reference;
    private final Sample current;

    /** Confidences as a histogram, labels as counts. */
    private static final class Sample {
        private final Histogram confidences = new Histogram();
        private final long[] labels = new long[LABELS];
    }

    private Pair(Sample reference, Sample current) {
        this.reference = reference;
        this.current = current;
    }

    /** Two samples of n and m predictions from the same distribution. */
    static Pair alike(long seed, int n, int m) {
        return of(seed, n, m, 0);
    }

    /** In the second sample every tenth confidence is drawn anew from all between 0 and 1, and every tenth label is, too. */
    static Pair shifted(long seed, int n, int m) {
        return of(seed, n, m, 0.1);
    }

    private static Pair of(long seed, int n, int m, double shift) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Pair(draw(random, n, 0), draw(random, m, shift));
    }

    private static Sample draw(SplittableRandom random, int n, double shift) {
        Sample sample = new Sample();
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            double v = random.nextDouble();
            boolean odd = shift > 0 && random.nextDouble() < shift;
            sample.confidences.add(odd ? u : Math.sqrt(u));
            sample.labels[(int) (LABELS * (odd ? v : v * v))]++;
        }
        return sample;
    }

    Histogram reference() {
        return reference.confidences;
    }

    Histogram current() {
        return current.confidences;
    }

    SortedMap<String, Long> referenceLabels() {
        return named(reference.labels);
    }

    SortedMap<String, Long> currentLabels() {
        return named(current.labels);
    }

    private static SortedMap<String, Long> named(long[] counts) {
        SortedMap<String, Long> named = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            named.put("label " + i, counts[i]);
        }
        return named;
    }
}
