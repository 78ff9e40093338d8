package io.plumbline.stats.distance;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** The χ² distribution. Degrees of freedom are at least 1. */
final class ChiSquared {
    private ChiSquared() {}

    /** P(X ≥ x), 0 to 1; 1 for x at most 0. */
    static double tail(double x, int degreesOfFreedom) {
        return x <= 0 ? 1 : ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(x);
    }

    /** The x with {@code tail(x) = alpha}. */
    static double critical(double alpha, int degreesOfFreedom) {
        return ChiSquaredDistribution.of(degreesOfFreedom).inverseSurvivalProbability(alpha);
    }
}
