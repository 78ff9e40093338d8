package io.plumbline.stats.calibration;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.Require;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Predictions with their confidence and whether they turned out to be right. Immutable; safe to share.
 *
 * <p>May be empty. Kept in ascending order of confidence; the order in which the predictions came has no influence.
 */
public final class Labelled {
    private static final double NORMAL_FROM = 30;

    private final double[] confidence;
    private final boolean[] correct;
    private final double[] weight;
    private final long[] count;
    private final long size;
    private final double mass;
    private final boolean single;

    /** Takes the arrays over without copying: entries ascending by confidence, entry i standing for count[i] predictions. */
    private Labelled(double[] confidence, boolean[] correct, double[] weight, long[] count, boolean single) {
        this.confidence = confidence;
        this.correct = correct;
        this.weight = weight;
        this.count = count;
        this.single = single;
        long predictions = 0;
        double total = 0;
        for (int i = 0; i < count.length; i++) {
            predictions += count[i];
            total += mass(i);
        }
        this.size = predictions;
        this.mass = total;
    }

    /**
     * Predictions that count alike.
     *
     * @param confidence one a prediction, 0 to 1; not changed
     * @param correct whether it was right, as many; not changed
     * @throws IllegalArgumentException if the lengths differ, or a confidence is NaN or out of its range
     */
    public static Labelled of(double[] confidence, boolean[] correct) {
        double[] weight = new double[confidence.length];
        Arrays.fill(weight, 1);
        return of(confidence, correct, weight);
    }

    /**
     * Predictions that count unequally, for instance by the inverse of the probability with which each was audited.
     *
     * @param confidence one a prediction, 0 to 1; not changed
     * @param correct whether it was right, as many; not changed
     * @param weight how much it counts, as many, positive and finite; not changed
     * @throws IllegalArgumentException if the lengths differ, or a number is NaN or out of its range
     */
    public static Labelled of(double[] confidence, boolean[] correct, double[] weight) {
        int n = confidence.length;
        if (correct.length != n || weight.length != n) {
            throw new IllegalArgumentException("Confidences, outcomes and weights must be as many, not " + n + ", "
                    + correct.length + " and " + weight.length);
        }
        for (int i = 0; i < n; i++) {
            Require.unit("A confidence", confidence[i]);
            Require.positive("A weight", weight[i]);
        }
        int[] order = Order.ascending(confidence);
        double[] sorted = new double[n];
        boolean[] outcomes = new boolean[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = confidence[order[i]];
            outcomes[i] = correct[order[i]];
            weights[i] = weight[order[i]];
        }
        long[] count = new long[n];
        Arrays.fill(count, 1);
        return new Labelled(sorted, outcomes, weights, count, true);
    }

    /**
     * Predictions of which only the mergeable histograms were kept. Each confidence is taken to be in the middle of its
     * bin, so it moves by at most 0.0005.
     *
     * @param all confidences of all labelled predictions; not changed
     * @param right confidences of those that were right; not changed
     * @throws IllegalArgumentException if a bin has more right predictions than predictions, or the histograms are not over
     *     0 to 1
     */
    public static Labelled of(Histogram all, Histogram right) {
        all.requireUnitRange();
        right.requireUnitRange();
        int bins = Histogram.BINS;
        double[] confidence = new double[2 * bins];
        boolean[] correct = new boolean[2 * bins];
        double[] weight = new double[2 * bins];
        long[] count = new long[2 * bins];
        Arrays.fill(weight, 1);
        for (int bin = 0; bin < bins; bin++) {
            if (right.count(bin) > all.count(bin)) {
                throw new IllegalArgumentException(
                        "Bin " + bin + " has " + right.count(bin) + " right predictions among " + all.count(bin));
            }
            double middle = middle(bin);
            confidence[2 * bin] = middle;
            confidence[2 * bin + 1] = middle;
            correct[2 * bin + 1] = true;
            count[2 * bin] = all.count(bin) - right.count(bin);
            count[2 * bin + 1] = right.count(bin);
        }
        return new Labelled(confidence, correct, weight, count, false);
    }

    /** The confidence that stands for one bin of a histogram. */
    static double middle(int bin) {
        return (bin + 0.5) / Histogram.BINS;
    }

    /** Number of predictions, at least 0. */
    public long size() {
        return size;
    }

    /** Share of right predictions by weight, 0 to 1; NaN without any prediction. */
    public double accuracy() {
        double right = 0;
        for (int i = 0; i < count.length; i++) {
            right += correct[i] ? mass(i) : 0;
        }
        return right / mass;
    }

    /** Mean confidence by weight, 0 to 1; NaN without any prediction. */
    public double meanConfidence() {
        double sum = 0;
        for (int i = 0; i < count.length; i++) {
            sum += mass(i) * confidence[i];
        }
        return sum / mass;
    }

    /**
     * As many predictions, drawn from these with replacement. From histograms the number in each bin is Poisson instead
     * (Hanley and MacGibbon, Comput. Methods Programs Biomed. 83, 2006), so the total varies; it takes time by bins only.
     *
     * @param random source of the draws
     */
    public Labelled resample(RandomGenerator random) {
        int n = count.length;
        long[] drawn = new long[n];
        if (single) {
            for (int i = 0; i < n; i++) {
                drawn[random.nextInt(n)]++;
            }
        } else {
            for (int i = 0; i < n; i++) {
                drawn[i] = poisson((double) count[i], random);
            }
        }
        return new Labelled(confidence, correct, weight, drawn, false);
    }

    private static long poisson(double mean, RandomGenerator random) {
        if (mean >= NORMAL_FROM) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double threshold = Math.exp(-mean);
        long events = 0;
        for (double left = random.nextDouble(); left > threshold; left *= random.nextDouble()) {
            events++;
        }
        return events;
    }

    /** Number of entries, each of one confidence and one outcome; an entry may stand for no prediction at all. */
    int entries() {
        return count.length;
    }

    double confidence(int entry) {
        return confidence[entry];
    }

    boolean correct(int entry) {
        return correct[entry];
    }

    long count(int entry) {
        return count[entry];
    }

    double weight(int entry) {
        return weight[entry];
    }

    /** Total weight of all predictions. */
    double mass() {
        return mass;
    }

    /** Total weight of an entry. */
    double mass(int entry) {
        return count[entry] * weight[entry];
    }
}
