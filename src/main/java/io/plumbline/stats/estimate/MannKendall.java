package io.plumbline.stats.estimate;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A monotone trend in a series (Mann, Econometrica 13, 1945; Kendall, "Rank Correlation Methods", 1975), with Sen's slope (J.
 * Am. Stat. Assoc. 63, 1968). For independent values: neighbours that resemble each other make it reject too often, so give
 * it daily rates and not hourly ones.
 */
public final class MannKendall {
    /** Fewest values: with four, no series at all is significant at 5 %. */
    public static final int NEEDED = 5;

    /** Most values; there is one slope for every pair. */
    public static final int MOST = 4_000;

    private MannKendall() {}

    /**
     * Looks for a trend in values that were taken at equal distances; the slope is by step.
     *
     * @param values in order, finite, at most {@link #MOST}; not changed
     * @param level coverage of the slope's interval, between 0 and 1
     * @return not enough data below {@link #NEEDED} values
     * @throws IllegalArgumentException if there are too many values, one is not finite, or level is out of its range
     */
    public static Trend test(double[] values, double level) {
        double[] times = new double[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
        }
        return test(times, values, level);
    }

    /**
     * Looks for a trend in values that were taken at any times, for instance where days are missing.
     *
     * <p>The interval of the slope has the ranks of Sen's method (Gilbert, "Statistical Methods for Environmental Pollution
     * Monitoring", 1987, §16.4.2).
     *
     * @param times when, finite, strictly ascending; not changed
     * @param values what, as many, finite, at most {@link #MOST}; not changed
     * @param level coverage of the slope's interval, between 0 and 1
     * @return not enough data below {@link #NEEDED} values
     * @throws IllegalArgumentException if the lengths differ, there are too many values, or a number is out of its range
     */
    public static Trend test(double[] times, double[] values, double level) {
        Require.level(level);
        require(times, values);
        int n = values.length;
        if (n < NEEDED) {
            return new Trend.NotEnoughData(n, NEEDED);
        }
        double[] slopes = new double[n * (n - 1) / 2];
        long s = 0;
        int pair = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += Double.compare(values[j] + 0.0, values[i] + 0.0);
                slopes[pair++] = (values[j] - values[i]) / (times[j] - times[i]);
            }
        }
        Arrays.sort(slopes);
        double variance = variance(values);
        double z = s == 0 ? 0 : (s - Long.signum(s)) / Math.sqrt(variance);
        double p = Math.min(1, 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z)));
        return new Trend.Measured(
                s, variance, z, p, (double) s / slopes.length, median(slopes), limits(slopes, variance, level), n);
    }

    /** (n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5)) / 18 over groups of t equal values. */
    private static double variance(double[] values) {
        double[] sorted = values.clone();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] += 0.0;
        }
        Arrays.sort(sorted);
        long sum = term(sorted.length);
        for (int start = 0, end; start < sorted.length; start = end) {
            end = start + 1;
            while (end < sorted.length && sorted[end] == sorted[start]) {
                end++;
            }
            sum -= term(end - start);
        }
        return sum / 18.0;
    }

    private static long term(long t) {
        return t * (t - 1) * (2 * t + 5);
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static Interval limits(double[] slopes, double variance, double level) {
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        double reach = z * Math.sqrt(variance);
        int last = slopes.length - 1;
        int upper = (int) Math.min(Math.rint((slopes.length + reach) / 2), last);
        int lower = (int) Math.max(Math.rint((slopes.length - reach) / 2) - 1, 0);
        return new Interval(slopes[lower], slopes[upper]);
    }

    private static void require(double[] times, double[] values) {
        if (times.length != values.length || values.length > MOST) {
            throw new IllegalArgumentException("Times and values must be as many, at most " + MOST + ", not "
                    + times.length + " and " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || !Double.isFinite(times[i])) {
                throw new IllegalArgumentException("Value " + i + " is not finite: " + values[i] + " at " + times[i]);
            }
            if (i > 0 && times[i] <= times[i - 1]) {
                throw new IllegalArgumentException("Time " + times[i] + " does not come after " + times[i - 1]);
            }
        }
    }
}
