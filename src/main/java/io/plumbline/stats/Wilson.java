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
        return interval(n == 0 ? 0 : (double) k / n, (double) n, level);
    }

    /**
     * The same for a rate that was estimated as well as from {@code effective} independent trials, as in unequal sampling
     * (Kott and Carr, J. Off. Stat. 13, 1997).
     *
     * @param rate estimate, 0 to 1
     * @param effective number of trials, at least 0, {@code rate · (1 − rate) / variance}; without any the interval is
     *     [0, 1], with infinitely many it is the rate
     * @param level coverage, between 0 and 1
     * @throws IllegalArgumentException if an argument is NaN or out of its range
     */
    public static Interval interval(double rate, double effective, double level) {
        Require.unit("A rate", rate);
        Require.level(level);
        if (!(effective >= 0)) {
            throw new IllegalArgumentException("Effective trials are at least 0, not " + effective);
        }
        if (effective == 0) {
            return new Interval(0, 1);
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        double share = z * z / effective;
        double middle = (rate + share / 2) / (1 + share);
        double half = z * Math.sqrt((rate * (1 - rate) + share / 4) / effective) / (1 + share);
        // At the ends the exact limits are 0 and 1; rounding must not miss them.
        double lower = rate == 0 ? 0 : Math.max(0, Math.min(rate, middle - half));
        double upper = rate == 1 ? 1 : Math.min(1, Math.max(rate, middle + half));
        return new Interval(lower, upper);
    }
}
