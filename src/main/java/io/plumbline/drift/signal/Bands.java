package io.plumbline.drift.signal;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.Histogram;

/**
 * Labels by bands of confidence: how many there are, how many the model had right, and what share of the predictions they stand
 * for. Within a band all labels count alike; between bands those count more that were drawn more rarely.
 */
final class Bands {
    private final long[] n = new long[LabelTally.BANDS];
    private final long[] right = new long[LabelTally.BANDS];
    private final double[] confidence = new double[LabelTally.BANDS];
    private final double[] weight = new double[LabelTally.BANDS];
    private double allWeight;
    private long labels;

    Bands(LabelTally tally) {
        for (Group group : tally.groups()) {
            int band = group.band();
            n[band] += group.n();
            right[band] += group.error() ? 0 : group.n();
            confidence[band] += group.confidence() * group.n();
            weight[band] += group.n() / group.propensity();
            allWeight += group.n() / group.propensity();
            labels += group.n();
        }
    }

    long labels() {
        return labels;
    }

    long n(int band) {
        return n[band];
    }

    long right(int band) {
        return right[band];
    }

    /** Expected calibration error: mean over the predictions of |confidence − accuracy| of their bands. */
    double calibrationError() {
        return calibrationError(right);
    }

    /** The same if so many had been right. */
    double calibrationError(long[] rightInstead) {
        double sum = 0;
        for (int band = 0; band < n.length; band++) {
            if (n[band] > 0) {
                sum += weight[band] * Math.abs(confidence[band] - rightInstead[band]) / n[band];
            }
        }
        return sum / allWeight;
    }

    /** A histogram of the labels' confidences, each at its band's mean; of the right ones alone or of all. */
    Histogram histogram(boolean rightOnly) {
        Histogram histogram = new Histogram();
        for (int band = 0; band < n.length; band++) {
            for (long i = rightOnly ? right[band] : n[band]; i > 0; i--) {
                histogram.add(Math.min(1, confidence[band] / n[band]));
            }
        }
        return histogram;
    }
}
