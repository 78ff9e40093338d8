package io.plumbline.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Score interval of a rate (Wilson, J. Am. Stat. Assoc. 22, 1927): close to its level on average, for plots. */
public final class Wilson {
    private Wilson() {}

    /**
     * The two-sided interval, without continuity correction.
     *
     * @param k successes, 0 to n
     * @param n trials, at least 0; without any the interval is [0, 1]
     * @param level coverage, between 0 and 1, for instance 0.95
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static Interval interval(long k, long n, double level) {
        Require.counts(k, n);
        Require.level(level);
        if (n == 0) {
            return new Interval(0, 1);
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        double rate = (double) k / n;
        double share = z * z / n;
        double middle = (rate + share / 2) / (1 + share);
        double half = z * Math.sqrt((rate * (1 - rate) + share / 4) / n) / (1 + share);
        // At the ends the exact limits are 0 and 1; rounding must not miss them.
        double lower = k == 0 ? 0 : Math.max(0, middle - half);
        double upper = k == n ? 1 : Math.min(1, middle + half);
        return new Interval(lower, upper);
    }
}
