package io.plumbline.stats.estimate;

import io.plumbline.stats.Interval;

/** The outcome of comparing two measurements of the same pictures: {@link Measured}, or {@link NotEnoughData}. */
public sealed interface PairedDifference {

    /**
     * A measured difference.
     *
     * @param value mean of second less first
     * @param standardError standard deviation of the resampled means
     * @param percentile interval between quantiles of the resampled means
     * @param accelerated interval corrected for bias and skewness (BCa); the better one
     * @param p two-sided: how often a resampled mean is at least as far from the value as the value is from 0, above 0 to 1
     * @param n number of pairs
     */
    record Measured(double value, double standardError, Interval percentile, Interval accelerated, double p, int n)
            implements PairedDifference {}

    /**
     * Too few pairs to say anything.
     *
     * @param n what there is
     * @param needed what it takes
     */
    record NotEnoughData(long n, long needed) implements PairedDifference {}
}
