package io.plumbline.stats;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Exact confidence limits of a rate (Clopper and Pearson, Biometrika 26, 1934): they cover the true rate at least as often
 * as they say, at any n. For one look at fixed n; for repeated looks use a confidence sequence.
 */
public final class ClopperPearson {
    private static final int HALVINGS = 200;

    private ClopperPearson() {}

    /**
     * The two-sided interval.
     *
     * @param k successes, 0 to n
     * @param n trials, at least 0; without any the interval is [0, 1]
     * @param level coverage, between 0 and 1, for instance 0.95
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static Interval interval(long k, long n, double level) {
        Require.counts(k, n);
        Require.level(level);
        double tail = (1 - level) / 2;
        return new Interval(lower(k, n, tail), upper(k, n, tail));
    }

    /**
     * The one-sided upper limit: the true rate lies above it with probability alpha at most.
     *
     * @param k successes, 0 to n
     * @param n trials, at least 0; without any the limit is 1
     * @param alpha probability of error, between 0 and 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double upperBound(long k, long n, double alpha) {
        Require.counts(k, n);
        Require.level(alpha);
        return upper(k, n, alpha);
    }

    private static double lower(long k, long n, double tail) {
        return k == 0 ? 0 : rateWithUpperTail((double) k, n - k + 1.0, tail);
    }

    private static double upper(long k, long n, double tail) {
        // By symmetry, the lower limit of the failures; so that a small tail is met without cancellation.
        return k == n ? 1 : 1 - rateWithUpperTail((double) (n - k), k + 1.0, tail);
    }

    /** The p with I_p(a, b) = tail, by bisection: the function is monotone, and doubles run out long before the loop. */
    private static double rateWithUpperTail(double a, double b, double tail) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (RegularizedBeta.value(middle, a, b) < tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
