package io.plumbline.stats.estimate;

import io.plumbline.stats.Interval;

/** The outcome of looking for a trend in a series: {@link Measured}, or {@link NotEnoughData}. */
public sealed interface Trend {

    /**
     * A measured trend.
     *
     * @param s pairs that rise less pairs that fall
     * @param variance variance of s without any trend, corrected for ties, at least 0
     * @param z s, one nearer to 0, in standard deviations; 0 if s is
     * @param p probability of such a z or a farther one without any trend, two-sided, 0 to 1
     * @param tau s as a share of all pairs, −1 to 1 (Kendall's τ, the a form)
     * @param slope Sen's slope: median of the slopes of all pairs, in values a unit of time
     * @param interval confidence interval of the slope
     * @param n length of the series
     */
    record Measured(long s, double variance, double z, double p, double tau, double slope, Interval interval, int n)
            implements Trend {
        /** Whether a trend is significant at a level: p at most alpha. */
        public boolean significant(double alpha) {
            return p <= alpha;
        }
    }

    /**
     * Too few values to say anything.
     *
     * @param n what there is
     * @param needed what it takes
     */
    record NotEnoughData(long n, long needed) implements Trend {}
}
