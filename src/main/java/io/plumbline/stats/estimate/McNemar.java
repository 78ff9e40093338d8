package io.plumbline.stats.estimate;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's test of two classifiers on the same pictures (Psychometrika 12, 1947), in its exact and its mid-p form
 * (Fagerland, Lydersen and Laake, BMC Med. Res. Methodol. 13:91, 2013). Two-sided: which one is better is told by the
 * larger count.
 */
public final class McNemar {
    private McNemar() {}

    /**
     * Exact conditional p-value; never above its level, often far below.
     *
     * @param b pictures that only the first classifier gets right, at least 0
     * @param c pictures that only the second gets right, at least 0; b + c below 2^31
     * @return p-value, 0 to 1; 1 without any picture on which they differ
     * @throws IllegalArgumentException if a count is out of its range
     */
    public static double exact(long b, long c) {
        int n = pairs(b, c);
        int fewer = (int) Math.min(b, c);
        return n == 0 || b == c ? 1 : Math.min(1, 2 * half(n).cumulativeProbability(fewer));
    }

    /**
     * Mid-p value: the exact one less the probability of what was seen; closer to its level, and for some numbers of
     * differing pictures a little above it: up to 0.077 at a level of 0.05.
     *
     * @param b pictures that only the first classifier gets right, at least 0
     * @param c pictures that only the second gets right, at least 0; b + c below 2^31
     * @return p-value, 0 to 1; 1 without any picture on which they differ
     * @throws IllegalArgumentException if a count is out of its range
     */
    public static double midP(long b, long c) {
        int n = pairs(b, c);
        if (n == 0) {
            return 1;
        }
        int fewer = (int) Math.min(b, c);
        double seen = half(n).probability(fewer);
        return b == c ? 1 - seen / 2 : 2 * half(n).cumulativeProbability(fewer) - seen;
    }

    private static BinomialDistribution half(int n) {
        return BinomialDistribution.of(n, 0.5);
    }

    private static int pairs(long b, long c) {
        if (b < 0 || c < 0 || b > Integer.MAX_VALUE - c) {
            throw new IllegalArgumentException("Not two counts of pictures: " + b + " and " + c);
        }
        return (int) (b + c);
    }
}
