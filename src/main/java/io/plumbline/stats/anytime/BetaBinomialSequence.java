package io.plumbline.stats.anytime;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Confidence sequence of a rate: intervals that cover the true rate at all times at once with probability 1 − alpha, so one
 * may look after every observation.
 *
 * <p>The two-sided beta-binomial mixture of Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric,
 * nonasymptotic confidence sequences" (Ann. Stat. 49(2), 2021): the likelihood ratio of a Beta prior around each candidate p
 * against p is a martingale; p is kept while it is below 1 / alpha.
 */
public final class BetaBinomialSequence {
    /** Level for which the prior is tuned; that of the published numbers, whatever alpha is. */
    private static final double TUNED_ALPHA = 0.05;

    private static final double LEAST_CONCENTRATION = 1e-3;
    private static final int HALVINGS = 100;

    private BetaBinomialSequence() {}

    /**
     * The interval after n trials.
     *
     * @param k successes, 0 to n
     * @param n trials, at least 0; without any the interval is [0, 1]
     * @param alpha probability of ever missing the true rate, between 0 and 1
     * @param tOpt number of trials at which the interval is to be tightest, at least 1; fixed before the first look
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static Interval interval(long k, long n, double alpha, double tOpt) {
        Require.counts(k, n);
        Require.level(alpha);
        double concentration = concentration(tOpt);
        double bound = -Math.log(alpha);
        if (n == 0) {
            return new Interval(0, 1);
        }
        double rate = (double) k / n;
        double lower = k == 0 ? 0 : edge(k, n, concentration, bound, 0, rate);
        double upper = k == n ? 1 : edge(k, n, concentration, bound, 1, rate);
        return new Interval(lower, upper);
    }

    /** Sum of the prior's two parameters: the best one of a normal mixture of equal variance, carried over. */
    static double concentration(double tOpt) {
        if (!(tOpt >= 1 && tOpt < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The tightest time is a number of trials, at least 1, not " + tOpt);
        }
        double twiceLog = -2 * Math.log(TUNED_ALPHA);
        return Math.max(tOpt / (twiceLog + Math.log1p(twiceLog)) - 1, LEAST_CONCENTRATION);
    }

    /** Logarithm of the martingale for candidate p, between 0 and 1. */
    static double logMartingale(long k, long n, double concentration, double p) {
        double a = concentration * p;
        double b = concentration * (1 - p);
        return LogBeta.value(a + k, b + n - k) - LogBeta.value(a, b) - k * Math.log(p) - (n - k) * Math.log1p(-p);
    }

    /** Where the martingale crosses the bound between a refuted end and the observed rate, on the refuted side. */
    private static double edge(long k, long n, double concentration, double bound, double refuted, double rate) {
        double outside = refuted;
        double inside = rate;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (outside + inside) / 2;
            if (middle == outside || middle == inside) {
                break;
            }
            if (logMartingale(k, n, concentration, middle) < bound) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }
}
