package io.plumbline.stats.distance;

import io.plumbline.stats.Require;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * At what level, and how independent, the values of two samples are compared.
 *
 * <p>Values of one device are alike, so n of them tell as much as {@code n / effect} independent ones: the design effect of
 * Kish ("Survey Sampling", 1965). A p-value is computed with {@code n_eff = 1 / (e_ref / n + e_cur / m)}, which is the first
 * order correction of Rao and Scott (J. Am. Stat. Assoc. 76, 1981). An effect that was itself estimated from few clusters is
 * uncertain: with so many degrees of freedom it stands to the true one as χ²/degrees to 1, and the p-value is averaged over
 * that, which makes χ² an F and a normal a Student's t.
 *
 * @param alpha level at which thresholds are adjusted, between 0 and 1
 * @param referenceEffect design effect of the reference, at least 1; 1 for independent values
 * @param currentEffect design effect of the current sample, at least 1
 * @param degrees degrees of freedom from which the effects were estimated, at least 1; infinite if they are known
 */
public record Design(double alpha, double referenceEffect, double currentEffect, double degrees) {
    private static final int STEPS = 300;
    private static final double NEGLIGIBLE = 45;

    /** @throws IllegalArgumentException if a number is out of its range */
    public Design {
        Require.level(alpha);
        requireEffect("reference", referenceEffect);
        requireEffect("current sample", currentEffect);
        if (!(degrees >= 1)) {
            throw new IllegalArgumentException("Degrees of freedom of a design are at least 1, not " + degrees);
        }
    }

    /** Samples of independent values, compared at a level between 0 and 1. */
    public static Design independent(double alpha) {
        return new Design(alpha, 1, 1, Double.POSITIVE_INFINITY);
    }

    /** n_eff of samples of n and m values, both above 0. */
    public double effectiveSize(long n, long m) {
        return 1 / (referenceEffect / n + currentEffect / m);
    }

    /** Whether both samples tell as much as so many independent values. */
    public boolean suffices(long n, long m, long needed) {
        return n >= needed * referenceEffect && m >= needed * currentEffect;
    }

    /** The answer if it does not: the sample that is too short, and how long it must be. */
    public Comparison.NotEnoughData tooFew(long n, long m, long needed) {
        boolean reference = n / referenceEffect <= m / currentEffect;
        return new Comparison.NotEnoughData(reference ? n : m, needed(needed, reference));
    }

    /** How many values of the current sample tell as much as so many independent ones. */
    public long neededOfCurrent(long independent) {
        return needed(independent, false);
    }

    private long needed(long independent, boolean reference) {
        return (long) Math.ceil(independent * (reference ? referenceEffect : currentEffect));
    }

    /** P(X ≥ x) of a χ² statistic that was computed with the effective size, 0 to 1; cells are its degrees, at least 1. */
    public double chiSquaredTail(double x, int cells) {
        if (Double.isInfinite(degrees)) {
            return ChiSquared.tail(x, cells);
        }
        return x <= 0 ? 1 : FDistribution.of(cells, degrees).survivalProbability(x / cells);
    }

    /** The x with {@code chiSquaredTail(x) = alpha}, or the given one if that is larger. */
    double criticalChiSquared(double atLeast, int cells) {
        // Safe because: the tail falls. In large samples this spares the inverse.
        if (chiSquaredTail(atLeast, cells) <= alpha) {
            return atLeast;
        }
        double critical = Double.isInfinite(degrees)
                ? ChiSquared.critical(alpha, cells)
                : cells * FDistribution.of(cells, degrees).inverseSurvivalProbability(alpha);
        return Math.max(atLeast, critical);
    }

    /** A tail of a statistic that grows with the root of the effective size, averaged over what that may truly be. */
    double tail(DoubleUnaryOperator tail, double statistic) {
        if (Double.isInfinite(degrees)) {
            return tail.applyAsDouble(statistic);
        }
        // Trapezoids over the logarithm of χ²/degrees: its density is smooth and falls off fast on both sides.
        double reach = NEGLIGIBLE * 2 / degrees;
        double low = -reach - Math.sqrt(2 * reach);
        double high = Math.log1p(reach + Math.sqrt(2 * reach));
        double sum = 0;
        double weights = 0;
        for (int i = 0; i <= STEPS; i++) {
            double log = low + (high - low) * i / STEPS;
            double weight = Math.exp(degrees / 2 * (log - Math.expm1(log)));
            weights += weight;
            sum += weight < 1e-18 ? 0 : weight * tail.applyAsDouble(statistic * Math.exp(log / 2));
        }
        return Math.min(1, sum / weights);
    }

    private static void requireEffect(String of, double effect) {
        if (!(effect >= 1 && effect < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A design effect of the " + of + " is at least 1, not " + effect);
        }
    }
}
