package io.plumbline.stats.calibration;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Resamples;
import io.plumbline.stats.Wilson;
import java.util.random.RandomGenerator;

/**
 * Accuracy without labels, from confidence (confidence-based performance estimation, CBPE, as described in Białek, Kivimäki,
 * Kuberski and Perrakis, "Estimating model performance under covariate shift without labels", NeurIPS 2025): the mean over
 * current predictions of the probability of being right, as an isotonic fit on the reference gives it for their confidence.
 *
 * <p><b>Valid only without concept drift</b>: it supposes that predictions of a given confidence are right as often as they
 * were in the reference. It sees pictures getting harder in a way that the classifier notices; it does not see a world whose
 * answers have changed, nor errors made with full confidence. Say so wherever it is shown, and never let it stand for an
 * audit.
 *
 * <p>Immutable; safe to share.
 */
public final class ConfidenceBasedEstimate {
    /** Fewest labelled predictions in the reference, and fewest current predictions. */
    public static final int NEEDED = 30;

    /** Number of fits on resampled references unless another is asked for. */
    public static final int DEFAULT_REPLICATES = 200;

    private final IsotonicRegression[] fits;
    private final long size;

    /** The fit on the reference itself comes first, if there is one, those on resamples follow. */
    private ConfidenceBasedEstimate(IsotonicRegression[] fits, long size) {
        this.fits = fits;
        this.size = size;
    }

    /** {@link #fit(Labelled, int, RandomGenerator)} with the default number of replicates. */
    public static ConfidenceBasedEstimate fit(Labelled reference, RandomGenerator random) {
        return fit(reference, DEFAULT_REPLICATES, random);
    }

    /**
     * Learns from a reference.
     *
     * @param reference labelled predictions that the classifier was not trained on; too few make every estimate
     *     {@link Estimate.NotEnoughData}
     * @param replicates number of fits on resampled references, for the error of the fit, at least 20
     * @param random source of the resamples: seed it for repeatable intervals
     * @throws IllegalArgumentException if replicates is below 20
     */
    public static ConfidenceBasedEstimate fit(Labelled reference, int replicates, RandomGenerator random) {
        if (replicates < 20) {
            throw new IllegalArgumentException("Replicates are at least 20, not " + replicates);
        }
        if (reference.size() < NEEDED) {
            return new ConfidenceBasedEstimate(new IsotonicRegression[0], reference.size());
        }
        IsotonicRegression[] fits = new IsotonicRegression[1 + replicates];
        fits[0] = IsotonicRegression.fit(reference);
        for (int i = 1; i < fits.length; i++) {
            Labelled drawn = reference.resample(random);
            // Safe because: of 30 predictions or more in a histogram one resample in 10^13 is empty; it adds nothing
            // new.
            fits[i] = drawn.size() == 0 ? fits[0] : IsotonicRegression.fit(drawn);
        }
        return new ConfidenceBasedEstimate(fits, reference.size());
    }

    /**
     * Expected accuracy of the stream from which the current predictions come.
     *
     * @param confidence of current predictions, 0 to 1; not changed
     * @param level coverage of the interval, between 0 and 1
     * @throws IllegalArgumentException if a number is NaN or out of its range
     */
    public Estimate accuracy(double[] confidence, double level) {
        for (double one : confidence) {
            Require.unit("A confidence", one);
        }
        return estimate(Labelled.of(confidence, new boolean[confidence.length]), level);
    }

    /**
     * Expected accuracy of the stream from which the current predictions come, of which only the histogram was kept. A
     * confidence moves by at most 0.0005.
     *
     * @param confidence of current predictions; not changed
     * @param level coverage of the interval, between 0 and 1
     * @throws IllegalArgumentException if level is not between 0 and 1
     */
    public Estimate accuracy(Histogram confidence, double level) {
        return estimate(Labelled.of(confidence, new Histogram()), level);
    }

    /**
     * Mean probability of being right of some predictions, without its error: for comparing parts of one stream.
     *
     * @param confidence of current predictions; not changed
     * @return 0 to 1; NaN of no prediction, or if the reference was too small
     */
    public double mean(Histogram confidence) {
        return fits.length == 0 || confidence.count() == 0
                ? Double.NaN
                : moments(fits[0], Labelled.of(confidence, new Histogram()))[0];
    }

    private Estimate estimate(Labelled current, double level) {
        Require.level(level);
        if (size < NEEDED || current.size() < NEEDED) {
            return new Estimate.NotEnoughData(Math.min(size, current.size()), NEEDED);
        }
        long n = current.size();
        double[] resampled = new double[fits.length - 1];
        for (int i = 0; i < resampled.length; i++) {
            resampled[i] = moments(fits[i + 1], current)[0];
        }
        double[] moments = moments(fits[0], current);
        double value = Math.max(0, Math.min(1, moments[0]));
        double ofFit = Resamples.deviation(resampled);
        double variance = ofFit * ofFit + Math.max(0, moments[1] - value * value) / n;
        // A reference without any error, or without any success, says no more than as many trials would.
        double binomial = value * (1 - value);
        double effective = ofFit > 0 && binomial > 0 ? binomial / variance : size;
        Interval interval = Wilson.interval(value, effective, level);
        return new Estimate.Measured(value, Math.sqrt(variance), interval, n);
    }

    /** Mean and mean square of the fitted probabilities of being right. */
    private static double[] moments(IsotonicRegression fit, Labelled current) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < current.entries(); i++) {
            if (current.count(i) > 0) {
                double probability = fit.predict(current.confidence(i));
                sum += current.count(i) * probability;
                squares += current.count(i) * probability * probability;
            }
        }
        return new double[] {sum / current.size(), squares / current.size()};
    }
}
