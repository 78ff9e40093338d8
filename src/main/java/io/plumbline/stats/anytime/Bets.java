package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import java.util.Arrays;

/**
 * Bets against the claim that errors have at most probability p0. A bet λ on a loss x with weight w multiplies the wealth by
 * {@code 1 + λ·w·(x − p0)}: never below 0, and on average at most 1 while the claim holds (Waudby-Smith and Ramdas,
 * "Estimating means of bounded random variables by betting", JRSS B 86, 2024). For x of 0 or 1 and weight 1 the bet
 * {@code λ = (q − p0) / (p0·(1 − p0))} is the likelihood ratio of rate q against p0.
 */
final class Bets {
    /** The alternatives of an error alarm, as multiples of p0. */
    static final int ALTERNATIVES = 5;

    /** No bet can lose more than this share of its wealth at once; one that could lose all would be refuted for good. */
    private static final double MOST_LOST = 0.95;

    private static final double LEAST_MEAN = 1e-300;

    private static final double[] FACTORS = {1.25, 1.5, 2, 3, 4};

    private Bets() {}

    /**
     * The bets on the alternatives q = {1.25, 1.5, 2, 3, 4}·p0.
     *
     * @param p0 claimed rate, between 0 and 1
     * @return λ by alternative, above 0 and at most 0.95 / p0
     */
    static double[] onErrors(double p0) {
        Require.fraction("A promised error rate", p0);
        double[] bets = new double[ALTERNATIVES];
        for (int i = 0; i < ALTERNATIVES; i++) {
            bets[i] = Math.min((FACTORS[i] - 1) / (1 - p0), MOST_LOST / p0);
        }
        return bets;
    }

    /**
     * Bets for losses of unknown variance: λ·m0 = 1/64, 1/32, … 1/2, 0.95. The smaller the variance, the larger the best bet.
     *
     * @param m0 claimed mean, 1e-300 to below 1
     */
    static double[] onLosses(double m0) {
        Require.fraction("A promised mean loss", m0);
        if (m0 < LEAST_MEAN) {
            throw new IllegalArgumentException("A promised mean loss is at least " + LEAST_MEAN + ", not " + m0);
        }
        double[] bets = {1.0 / 64, 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, MOST_LOST};
        for (int i = 0; i < bets.length; i++) {
            bets[i] /= m0;
        }
        return bets;
    }

    /** The factors 1 + λ·(x − p0) of all bets for one outcome, a fresh array. */
    static double[] factors(double[] bets, double p0, double x) {
        double[] factors = Arrays.copyOf(bets, bets.length);
        for (int i = 0; i < bets.length; i++) {
            factors[i] = 1 + bets[i] * (x - p0);
        }
        return factors;
    }

    /** @throws IllegalArgumentException if the loss is not from 0 to 1 or the weight not above 0 and at most 1 */
    static void require(double loss, double weight) {
        Require.unit("A loss", loss);
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("A weight is above 0 and at most 1, not " + weight);
        }
    }
}
