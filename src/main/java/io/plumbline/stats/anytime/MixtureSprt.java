package io.plumbline.stats.anytime;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;

/**
 * The mixture sequential probability ratio test for the difference of two means, with its always-valid p-value and confidence
 * sequence: Johari, Koomen, Pekelis and Walsh, "Always valid inference: continuous monitoring of A/B tests" (Oper. Res. 70,
 * 2022), after Robbins (1970). With a normal prior of variance τ² on the difference and V = s²_x / n + s²_y / m
 * <pre>
 *   Λ = √(V / (V + τ²)) · exp(τ²·d² / (2·V·(V + τ²))),   d = difference of the means.
 * </pre>
 * It holds for any numbers of any variance, but only approximately: the sample variance stands for the true one, so it wants
 * a hundred values on either side, and ten errors where they are errors. For error rates {@link CanaryComparison} is exact.
 */
public final class MixtureSprt {
    private static final double FARTHEST = 1e100;

    private MixtureSprt() {}

    /**
     * A sample by its moments.
     *
     * @param n number of values, at least 2
     * @param mean their mean, finite
     * @param variance their unbiased variance, at least 0 and finite
     */
    public record Sample(long n, double mean, double variance) {
        /** @throws IllegalArgumentException if a moment is out of its range */
        public Sample {
            if (n < 2) {
                throw new IllegalArgumentException("A variance takes at least 2 values, not " + n);
            }
            if (!Double.isFinite(mean)) {
                throw new IllegalArgumentException("A mean must be finite, not " + mean);
            }
            if (!(variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("A variance is at least 0 and finite, not " + variance);
            }
        }

        /**
         * Errors among labels.
         *
         * @param errors 0 to {@code labels}
         * @param labels at least 2
         * @throws IllegalArgumentException if a count is out of its range
         */
        public static Sample ofErrors(long errors, long labels) {
            Require.counts(errors, labels);
            double rate = (double) errors / labels;
            return new Sample(labels, rate, rate * (1 - rate) * labels / (labels - 1.0));
        }
    }

    /**
     * The mixture likelihood ratio against "the means are equal".
     *
     * @param x one sample
     * @param y the other
     * @param tau standard deviation of the differences that are expected, 1e-100 to 1e100; fixed before the first look
     * @return Λ, above 0; 1 where neither sample varies
     * @throws IllegalArgumentException if tau is out of its range
     */
    public static double likelihoodRatio(Sample x, Sample y, double tau) {
        double prior = squared(tau);
        double variance = variance(x, y);
        if (variance == 0) {
            return 1;
        }
        double difference = x.mean() - y.mean();
        double log = 0.5 * Math.log(variance / (variance + prior))
                + prior * difference * difference / (2 * variance * (variance + prior));
        return Math.min(LifetimeEProcess.LARGEST, Math.exp(log));
    }

    /**
     * The p-value at one look; the always-valid one is the least of all looks so far.
     *
     * @param x one sample
     * @param y the other
     * @param tau standard deviation of the differences that are expected, 1e-100 to 1e100
     * @return min(1, 1 / Λ)
     * @throws IllegalArgumentException if tau is out of its range
     */
    public static double p(Sample x, Sample y, double tau) {
        return Math.min(1, 1 / likelihoodRatio(x, y, tau));
    }

    /**
     * The confidence sequence of mean(x) − mean(y): all differences with Λ below 1 / alpha.
     *
     * @param x one sample
     * @param y the other
     * @param tau standard deviation of the differences that are expected, 1e-100 to 1e100
     * @param alpha probability of ever missing the true difference, between 0 and 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static Interval interval(Sample x, Sample y, double tau, double alpha) {
        double prior = squared(tau);
        Require.level(alpha);
        double variance = variance(x, y);
        double difference = x.mean() - y.mean();
        if (variance == 0) {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double half = Math.sqrt(2
                * variance
                * (variance + prior)
                / prior
                * (0.5 * Math.log((variance + prior) / variance) - Math.log(alpha)));
        return new Interval(difference - half, difference + half);
    }

    private static double squared(double tau) {
        if (!(tau >= 1 / FARTHEST && tau <= FARTHEST)) {
            throw new IllegalArgumentException(
                    "A prior's standard deviation lies from " + 1 / FARTHEST + " to " + FARTHEST + ", not " + tau);
        }
        return tau * tau;
    }

    private static double variance(Sample x, Sample y) {
        return x.variance() / x.n() + y.variance() / y.n();
    }
}
