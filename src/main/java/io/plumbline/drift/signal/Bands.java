package io.plumbline.drift.signal;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Labels by bands of confidence: how many there are, how many the model had right, and what share of the predictions they stand
 * for. Those count more that were drawn more rarely; of a band's labels that were drawn with different propensities so many are
 * counted as tell as much when drawn alike ({@link Tallied}).
 */
final class Bands {
    private final long[] n = new long[LabelTally.BANDS];
    private final long[] right = new long[LabelTally.BANDS];
    private final double[] confidence = new double[LabelTally.BANDS];
    private final double[] weight = new double[LabelTally.BANDS];
    private double allWeight;
    private long labels;

    Bands(LabelTally tally) {
        List<List<Group>> bands = Stream.generate(() -> (List<Group>) new ArrayList<Group>())
                .limit(LabelTally.BANDS)
                .toList();
        for (Group group : tally.groups()) {
            bands.get(group.band()).add(group);
            labels += group.n();
        }
        for (int band = 0; band < n.length; band++) {
            Tallied wrong = Tallied.errorsOf(new LabelTally(bands.get(band)));
            double sure = 0;
            for (Group group : bands.get(band)) {
                weight[band] += group.n() / group.propensity();
                sure += group.confidence() * group.n() / group.propensity();
            }
            n[band] = Math.round(wrong.n());
            right[band] = n[band] - Math.round(wrong.errors());
            confidence[band] = weight[band] == 0 ? 0 : sure / weight[band] * n[band];
            allWeight += weight[band];
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
