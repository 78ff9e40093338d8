package io.plumbline.stats.estimate;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Wilson;

/**
 * Error rate from a guess for every prediction, corrected by an audit: the difference estimator (Särndal, Swensson and
 * Wretman, "Model Assisted Survey Sampling", 1992, §6.3; as prediction-powered inference in Angelopoulos et al., Science
 * 382, 2023). The guess may be anything that is known without the audit, for instance one less the calibrated confidence,
 * or 1 where a user complained: a bad guess costs width, never truth.
 */
public final class DifferenceEstimate {
    /** Fewest labels from which the error of the correction is told. */
    public static final int NEEDED = 30;

    private static final int FEW = 10;

    private DifferenceEstimate() {}

    /**
     * Estimates the rate as the mean guess plus Hájek's mean of (error − guess).
     *
     * <p>The interval is Wilson's with the effective number of labels. With fewer than 10 errors, or 10 right predictions,
     * among the labels the guess itself has a say in its width.
     *
     * @param guess mean guess over all predictions, 0 to 1
     * @param predictions number of all predictions, at least the number of labels
     * @param error whether an audited prediction was wrong; not changed
     * @param guesses the guess for each audited prediction, as many, 0 to 1; not changed
     * @param propensity probability with which each was drawn, as many, above 0 to 1; not changed
     * @param level coverage, between 0 and 1
     * @param target what the interval covers
     * @return a value that is cut to 0 to 1; not enough data below {@link #NEEDED} labels
     * @throws IllegalArgumentException if lengths differ, or a number is NaN or out of its range
     */
    public static Estimate rate(
            double guess,
            long predictions,
            boolean[] error,
            double[] guesses,
            double[] propensity,
            double level,
            Target target) {
        Require.unit("A guess", guess);
        Require.level(level);
        int n = error.length;
        require(n, predictions, guesses, propensity);
        if (n < NEEDED) {
            return new Estimate.NotEnoughData(n, NEEDED);
        }
        double size = 0;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            size += 1 / propensity[i];
            sum += ((error[i] ? 1 : 0) - guesses[i]) / propensity[i];
        }
        double correction = sum / size;
        double variance = variance(error, guesses, propensity, correction) / (size * size);
        double value = Math.max(0, Math.min(1, guess + correction));
        if (target == Target.PROCESS) {
            variance += value * (1 - value) / predictions;
        }
        double binomial = value * (1 - value);
        double effective = variance > 0 && binomial > 0 ? binomial / variance : variance > 0 ? n : 1 / variance;
        Interval interval = Wilson.interval(value, effective, level);
        return new Estimate.Measured(value, Math.sqrt(variance), interval, n);
    }

    /** Sum of (1 − π)/π² times the squares of what the guess leaves; few errors tell too little of it by themselves. */
    private static double variance(boolean[] error, double[] guesses, double[] propensity, double correction) {
        double seen = 0;
        double guessed = 0;
        int wrong = 0;
        for (int i = 0; i < error.length; i++) {
            double off = (error[i] ? 1 : 0) - guesses[i] - correction;
            double excess = (1 - propensity[i]) / (propensity[i] * propensity[i]);
            seen += excess * off * off;
            guessed += excess * guesses[i] * (1 - guesses[i]);
            wrong += error[i] ? 1 : 0;
        }
        return Math.min(wrong, error.length - wrong) < FEW ? Math.max(seen, guessed) : seen;
    }

    private static void require(int n, long predictions, double[] guesses, double[] propensity) {
        if (guesses.length != n || propensity.length != n) {
            throw new IllegalArgumentException("Labels, guesses and propensities must be as many, not " + n + ", "
                    + guesses.length + " and " + propensity.length);
        }
        if (predictions < n) {
            throw new IllegalArgumentException(n + " labels cannot be of " + predictions + " predictions");
        }
        for (int i = 0; i < n; i++) {
            Require.unit("A guess", guesses[i]);
            if (!(propensity[i] > 0 && propensity[i] <= 1)) {
                throw new IllegalArgumentException("A propensity is above 0 and at most 1, not " + propensity[i]);
            }
        }
    }
}
