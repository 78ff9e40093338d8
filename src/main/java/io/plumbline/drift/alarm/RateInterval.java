package io.plumbline.drift.alarm;

import io.plumbline.stats.Interval;
import io.plumbline.stats.anytime.BetaBinomialSequence;

/** How well a rate is known, however often one looks. */
public final class RateInterval {
    /** Sample size at which it is tightest. */
    private static final double OPTIMAL_N = 300;

    private static final double LEVEL = 0.05;

    private RateInterval() {}

    /** 95 % confidence sequence of a rate; all of 0 to 1 where nothing is known. */
    public static Interval of(long errors, long n) {
        return n == 0 ? new Interval(0, 1) : BetaBinomialSequence.interval(errors, n, LEVEL, OPTIMAL_N);
    }
}
