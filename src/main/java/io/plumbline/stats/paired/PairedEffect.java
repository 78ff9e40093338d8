package io.plumbline.stats.paired;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much better a second model is than a first on the same pictures, and what of it is proven.
 *
 * <p>The difference is the weighted mean of a {@link PairedSample}. Of right and wrong answers it is tested by Tango's score
 * test of matched pairs (Stat. Med. 17, 1998, 891–908), which takes its variance from where the hypothesis holds and so stays
 * honest where few pictures tell the models apart; of other scores by Student's t. In either the number of pictures is divided
 * by the design effect (Rao and Scott, J. Am. Stat. Assoc. 76, 1981): the variance between devices over that of independent
 * pictures of equal weight, at least 1. Degrees of freedom: devices less one.
 *
 * <p>Besides, no test sees what no device of the sample shows. If in a share q of all devices the second model loses every
 * picture, a sample of G devices misses them all with probability (1 − q)^G. So a p-value is never below {@code (1 − (Δ − δ))^G},
 * G the effective number of devices: the rule of three.
 *
 * @param value Δ, mean of second less first, −1 to 1; 0 without pictures
 * @param pictures number of pictures
 * @param devices number of devices
 * @param effective how many independent pictures of equal weight tell as much, at most {@code pictures}
 * @param effectiveDevices how many devices of equal weight tell as much, at most {@code devices}
 * @param better weighted share of the pictures where the second is better, by as much as it is
 * @param worse weighted share of the pictures where it is worse, by as much as it is
 * @param variance of one difference
 * @param ternary whether every difference is −1, 0 or 1
 */
public record PairedEffect(
        double value,
        int pictures,
        int devices,
        double effective,
        double effectiveDevices,
        double better,
        double worse,
        double variance,
        boolean ternary) {
    private static final int FLIPS = 9_999;
    private static final int ENOUGH = 200;
    private static final int HALVINGS = 50;

    /** The effect in a sample. */
    public static PairedEffect of(PairedSample sample) {
        int n = sample.n();
        double total = 0;
        double squaredWeights = 0;
        double sum = 0;
        double squares = 0;
        double worse = 0;
        for (int i = 0; i < n; i++) {
            double w = sample.weight()[i];
            double d = sample.difference()[i];
            total += w;
            squaredWeights += w * w;
            sum += w * d;
            squares += w * d * d;
            worse += w * Math.max(0, -d);
        }
        if (n == 0) {
            return new PairedEffect(0, 0, 0, 0, 0, 0, 0, 0, true);
        }
        double value = sum / total;
        double variance = n == 1 ? 0 : Math.max(0, squares / total - value * value) * n / (n - 1);
        Between between = Between.of(sample, value);
        int devices = sample.clusters();
        double clustered = devices < 2 ? 0 : devices / (devices - 1.0) * between.residuals() / (total * total);
        double effect = variance > 0 ? Math.max(1, clustered * n / variance) : 1;
        double alike = total * total / squaredWeights;
        return new PairedEffect(
                value,
                n,
                devices,
                Math.min(n / effect, alike),
                total * total / between.weights(),
                value + worse / total,
                worse / total,
                variance,
                sample.ternary());
    }

    /** Sums over devices of the squares of their weights, and of their weighted residuals. */
    private record Between(double weights, double residuals) {
        static Between of(PairedSample sample, double mean) {
            double[] weights = new double[sample.clusters()];
            double[] residuals = new double[sample.clusters()];
            for (int i = 0; i < sample.n(); i++) {
                weights[sample.cluster()[i]] += sample.weight()[i];
                residuals[sample.cluster()[i]] += sample.weight()[i] * (sample.difference()[i] - mean);
            }
            double squaredWeights = 0;
            double squaredResiduals = 0;
            for (int g = 0; g < weights.length; g++) {
                squaredWeights += weights[g] * weights[g];
                squaredResiduals += residuals[g] * residuals[g];
            }
            return new Between(squaredWeights, squaredResiduals);
        }
    }

    /** The same seen from the other side: how much worse the second model is. */
    public PairedEffect reversed() {
        return new PairedEffect(
                -value, pictures, devices, effective, effectiveDevices, worse, better, variance, ternary);
    }

    /**
     * P-value of the hypothesis that the difference is at most some δ: small where it is proven to be above.
     *
     * @param bound δ, above −1 to below 1
     * @return 0 to 1; 1 with fewer than two devices
     * @throws IllegalArgumentException if the bound is out of its range
     */
    public double pAtMost(double bound) {
        if (!(bound > -1 && bound < 1)) {
            throw new IllegalArgumentException("A difference to test is between -1 and 1, not " + bound);
        }
        if (devices < 2 || value <= bound) {
            return 1;
        }
        double unseen = Math.pow(Math.max(0, 1 - (value - bound)), effectiveDevices);
        double spread = ternary ? restricted(bound) : variance;
        if (spread <= 0) {
            return unseen;
        }
        double t = (value - bound) / Math.sqrt(spread / effective);
        return Math.max(unseen, TDistribution.of(devices - 1.0).survivalProbability(t));
    }

    /** P-value of the hypothesis that the difference is at least some δ: small where it is proven to be below. */
    public double pAtLeast(double bound) {
        return reversed().pAtMost(-bound);
    }

    /**
     * Largest difference that is proven to be exceeded.
     *
     * @param alpha one-sided chance to claim too much, between 0 and 0.5
     * @return −1 to the value
     */
    public double lower(double alpha) {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("A one-sided level is between 0 and 0.5, not " + alpha);
        }
        double low = -1;
        double high = Math.min(1, value);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (middle > -1 && pAtMost(middle) > alpha) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /** The values that are not refuted, each end at a one-sided level: of 0.05 it covers 90 % of the time. */
    public Interval interval(double alpha) {
        return new Interval(lower(alpha), -reversed().lower(alpha));
    }

    /**
     * One-sided p-value of the hypothesis that the second model is no better, in its exact form.
     *
     * <p>Independent pictures of right and wrong: McNemar's exact test, P(Binomial(b + c, 1/2) ≥ b). Else the same idea device
     * by device: were the models alike, the total difference of each device would have either sign as likely, so the sum is
     * compared with sums of random signs: 9,999 of them, or fewer once 200 were as far (Besag and Clifford, Biometrika 78, 1991).
     *
     * @param sample what this is the effect in
     * @param seed of the signs
     */
    public double pNoBetter(PairedSample sample, long seed) {
        if (sample.plain() && ternary) {
            int b = (int) Math.round(better * pictures);
            int n = b + (int) Math.round(worse * pictures);
            return n == 0 || b == 0 ? 1 : BinomialDistribution.of(n, 0.5).survivalProbability(b - 1);
        }
        double[] totals = new double[sample.clusters()];
        double sum = 0;
        double size = 0;
        for (int i = 0; i < sample.n(); i++) {
            totals[sample.cluster()[i]] += sample.weight()[i] * sample.difference()[i];
        }
        for (double total : totals) {
            sum += total;
            size += Math.abs(total);
        }
        Random random = new Random(seed);
        // Rounding of the sums must not tell apart what is equally far.
        double reach = sum - 1e-9 * size;
        int farther = 0;
        for (int flip = 1; flip <= FLIPS; flip++) {
            double flipped = 0;
            for (double total : totals) {
                flipped += random.nextBoolean() ? total : -total;
            }
            farther += flipped >= reach ? 1 : 0;
            if (farther == ENOUGH) {
                return (double) ENOUGH / flip;
            }
        }
        return (farther + 1) / (FLIPS + 1.0);
    }

    /** Design effect: how many pictures tell as much as one that is independent and weighs as all. */
    double designEffect() {
        return effective == 0 ? 1 : Math.max(1, pictures / effective);
    }

    /** Variance of one difference if the mean is δ: Tango's, of the most likely shares there. */
    private double restricted(double bound) {
        Require.finite("A bound", bound);
        double linear = -better - worse + (2 - better + worse) * bound;
        double constant = -worse * bound * (1 - bound);
        double losing = (Math.sqrt(Math.max(0, linear * linear - 8 * constant)) - linear) / 4;
        return 2 * losing + bound * (1 - bound);
    }
}
