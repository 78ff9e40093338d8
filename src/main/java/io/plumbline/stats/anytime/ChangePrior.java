package io.plumbline.stats.anytime;

/**
 * A prior over the moment of change: the share of the wealth that an e-process bets on a change just before its n-th value.
 *
 * <p>Half of it has the weights 1 / (k·ln² k) from k = 2, half the same weights from k = 1,000. The first half is quick
 * where a model is bad from the start. The second is nearly flat for the first thousands of labels: a change at 5,000 gets
 * six times the weight that the first half alone would give it, which is worth 60 to 90 labels of delay.
 *
 * <p>From 128 on, a run of n / 64 to n / 128 values shares the weight of its last one, the smallest, so that a logarithm is
 * due once a run. All weights together are at most 1.
 */
final class ChangePrior {
    /** Σ 1 / (k·ln² k) over k ≥ 2 is 2.1097428…; rounded up. */
    private static final double EARLY_SUM = 2.109743;

    private static final long FLAT_FROM = 1000;

    /** As the terms are convex, Σ 1 / (k·ln² k) over k ≥ 1,000 is at most the integral from 999.5, 1 / ln 999.5. */
    private static final double FLAT_SUM = 1 / Math.log(FLAT_FROM - 0.5);

    private static final int SHARED_FROM = 128;
    private static final int BITS_OF_A_RUN = 6;

    private double weight;
    private long runEnd;

    /**
     * Weight of the n-th value; n must not fall from call to call.
     *
     * @param n at least 1
     */
    double weight(long n) {
        if (n > runEnd || n < SHARED_FROM) {
            runEnd = runEnd(n);
            weight = exact(runEnd);
        }
        return weight;
    }

    private static long runEnd(long n) {
        if (n < SHARED_FROM) {
            return n;
        }
        long length = Long.highestOneBit(n) >> BITS_OF_A_RUN;
        return n | (length - 1);
    }

    private static double exact(long n) {
        return (term(n + 1.0) / EARLY_SUM + term(n + FLAT_FROM - 1.0) / FLAT_SUM) / 2;
    }

    private static double term(double k) {
        double log = Math.log(k);
        return 1 / (k * log * log);
    }
}
