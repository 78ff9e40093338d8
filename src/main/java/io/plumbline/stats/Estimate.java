package io.plumbline.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The outcome of estimating one number from a sample.
 *
 * <p>Closed: either the number was {@link Measured}, or there was {@link NotEnoughData}. "Not enough data" is a value, never
 * a zero and never an exception.
 */
public sealed interface Estimate {

    /**
     * An estimate with what is known of its error.
     *
     * @param value the estimate
     * @param standardError estimated standard deviation of the estimate, at least 0
     * @param interval confidence interval of the level that was asked for; made for the quantity, so it need not have
     *     {@code value} in its middle
     * @param n number of observations behind it, at least 1
     */
    record Measured(double value, double standardError, Interval interval, long n) implements Estimate {
        /**
         * The plain interval {@code value ± z · standardError}, not cut to any range. Too short in small samples and near 0
         * and 1: prefer {@link #interval}.
         *
         * @param level coverage, between 0 and 1
         * @throws IllegalArgumentException if level is not between 0 and 1
         */
        public Interval normal(double level) {
            Require.level(level);
            double half = standardError * NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
            return new Interval(value - half, value + half);
        }
    }

    /**
     * Too few observations to say anything.
     *
     * @param n what there is
     * @param needed what it takes
     */
    record NotEnoughData(long n, long needed) implements Estimate {}
}
