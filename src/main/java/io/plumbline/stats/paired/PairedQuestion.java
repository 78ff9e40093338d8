package io.plumbline.stats.paired;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What is asked about a {@link PairedEffect}: yes if it is proven to be above one bound, no if it is proven to be below
 * another, and not known yet else.
 *
 * <p>The bounds overlap, so that every effect can be told by enough labels: an effect between them is on the right side of both.
 *
 * @param above the effect must be proven to be above it, −1 to {@code below}
 * @param below it must not be proven to be below it, at most 1
 */
public record PairedQuestion(double above, double below) {
    /** Chance to decide, for which labels are counted. */
    public static final double POWER = 0.8;

    /** More labels than this are no plan. */
    public static final long MOST = 10_000_000;

    /** @throws IllegalArgumentException if the bounds are not in order, or out of their range */
    public PairedQuestion {
        if (!(above > -1 && above < below && below < 1)) {
            throw new IllegalArgumentException(
                    "Bounds must ascend between -1 and 1, so that something decides: " + above + " and " + below);
        }
    }

    /** Is it better at all? No, if a gain of {@code worthwhile} is ruled out. */
    public static PairedQuestion superiority(double worthwhile) {
        return new PairedQuestion(0, worthwhile);
    }

    /** Is it not worse by a margin or more? No, if it is proven to be worse at all and the margin cannot be ruled out. */
    public static PairedQuestion nonInferiority(double margin) {
        return new PairedQuestion(-margin, 0);
    }

    /**
     * About how many labels in all decide it with a chance of {@link #POWER}, if the effect is what was seen. Labels are drawn
     * as the sample's were, as many a device and as unequal.
     *
     * @param effect what was seen
     * @param alpha one-sided level of each decision, between 0 and 0.5
     * @return more than the effect's pictures, at most {@link #MOST}
     */
    public long labels(PairedEffect effect, double alpha) {
        double yes = labels(effect, effect.value() - above, alpha);
        double no = labels(effect, below - effect.value(), alpha);
        return (long) Math.max(effect.pictures() + 1.0, Math.min(Math.ceil(Math.min(yes, no)), MOST));
    }

    private static double labels(PairedEffect effect, double gap, double alpha) {
        if (gap <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        // One more of either kind, lest models that never differed yet are believed never to.
        double n = effect.pictures();
        double variance = effect.ternary()
                ? Math.min(1, ((effect.better() + effect.worse()) * n + 1) / (n + 2)) - effect.value() * effect.value()
                : effect.variance();
        double power = effect.designEffect() * Math.max(0, variance) * Math.pow(reach(alpha) / gap, 2);
        double devices = gap >= 1 ? 1 : Math.log(alpha) / Math.log1p(-gap);
        double picturesADevice = n == 0 ? 1 : n / effect.effectiveDevices();
        return Math.max(power, devices * picturesADevice);
    }

    private static double reach(double alpha) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        return normal.inverseSurvivalProbability(alpha) + normal.inverseCumulativeProbability(POWER);
    }
}
