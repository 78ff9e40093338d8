package io.plumbline.stats.estimate;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Resamples;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Difference of two models on the same pictures by resampling the pictures: percentile and BCa intervals (Efron, "Better
 * bootstrap confidence intervals", J. Am. Stat. Assoc. 82, 1987) and a p-value (Davison and Hinkley, "Bootstrap Methods and
 * their Application", 1997, §4.4).
 */
public final class PairedBootstrap {
    /** Fewest pairs from which resampling says anything of the error. */
    public static final int NEEDED = 10;

    private static final int FEWEST_REPLICATES = 100;

    private PairedBootstrap() {}

    /**
     * {@link #difference(double[], double[], int, double, RandomGenerator)} of being right: the difference in accuracy.
     *
     * @param first whether the first model was right, one a picture; not changed
     * @param second whether the second was, on the same pictures; not changed
     * @param replicates number of resamples, at least 100
     * @param level coverage of the intervals, between 0 and 1
     * @param random source of the resamples
     * @throws IllegalArgumentException if the lengths differ, or a number is out of its range
     */
    public static PairedDifference difference(
            boolean[] first, boolean[] second, int replicates, double level, RandomGenerator random) {
        return difference(numbers(first), numbers(second), replicates, level, random);
    }

    /**
     * Mean of second less first. Takes time n · replicates.
     *
     * @param first what was measured with the first model, one a picture, finite; not changed
     * @param second the same with the second model, on the same pictures; not changed
     * @param replicates number of resamples, at least 100; 2,000 and more for an interval of 95 %
     * @param level coverage of the intervals, between 0 and 1
     * @param random source of the resamples: seed it for a repeatable result
     * @return not enough data below {@link #NEEDED} pairs
     * @throws IllegalArgumentException if the lengths differ, or a number is out of its range
     */
    public static PairedDifference difference(
            double[] first, double[] second, int replicates, double level, RandomGenerator random) {
        Require.level(level);
        if (replicates < FEWEST_REPLICATES) {
            throw new IllegalArgumentException("Replicates are at least " + FEWEST_REPLICATES + ", not " + replicates);
        }
        double[] differences = differences(first, second);
        int n = differences.length;
        if (n < NEEDED) {
            return new PairedDifference.NotEnoughData(n, NEEDED);
        }
        double value = mean(differences);
        double[] resampled = new double[replicates];
        for (int i = 0; i < replicates; i++) {
            double sum = 0;
            for (int draw = 0; draw < n; draw++) {
                sum += differences[random.nextInt(n)];
            }
            resampled[i] = sum / n;
        }
        Arrays.sort(resampled);
        return new PairedDifference.Measured(
                value,
                Resamples.deviation(resampled),
                percentile(resampled, (1 - level) / 2, (1 + level) / 2),
                accelerated(resampled, differences, value, level),
                p(resampled, value),
                n);
    }

    /** BCa: quantiles moved by the bias of the median, z0, and by the acceleration, from the jackknife. */
    static Interval accelerated(double[] ascending, double[] differences, double value, double level) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double below = (count(ascending, value, false) + count(ascending, value, true)) / 2.0 / ascending.length;
        double bias = normal.inverseCumulativeProbability(
                Math.max(0.5 / ascending.length, Math.min(1 - 0.5 / ascending.length, below)));
        double acceleration = acceleration(differences, mean(differences));
        double z = normal.inverseSurvivalProbability((1 - level) / 2);
        double low = normal.cumulativeProbability(bias + moved(bias - z, acceleration));
        double high = normal.cumulativeProbability(bias + moved(bias + z, acceleration));
        return percentile(ascending, low, high);
    }

    /** t / (1 − a·t), which ascends to infinity where the divisor comes to 0. */
    private static double moved(double t, double acceleration) {
        double divisor = 1 - acceleration * t;
        return divisor > 0 ? t / divisor : Math.copySign(Double.POSITIVE_INFINITY, t);
    }

    /** Skewness of the mean as the jackknife has it: leaving one out moves the mean by −(d − mean) / (n − 1). */
    private static double acceleration(double[] differences, double mean) {
        double squares = 0;
        double cubes = 0;
        for (double difference : differences) {
            double off = difference - mean;
            squares += off * off;
            cubes += off * off * off;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double p(double[] resampled, double value) {
        // Rounding of the sums must not tell apart what is equally far.
        double reach = Math.abs(value) * (1 - 1e-12);
        int farther = 1;
        for (double mean : resampled) {
            farther += Math.abs(mean - value) >= reach ? 1 : 0;
        }
        return farther / (resampled.length + 1.0);
    }

    /** How many of the ascending values are below a bound, or at most the bound. */
    private static int count(double[] ascending, double bound, boolean orEqual) {
        double slack = 1e-12 * Math.abs(bound);
        double limit = orEqual ? bound + slack : bound - slack;
        int count = 0;
        while (count < ascending.length && (ascending[count] < limit || (orEqual && ascending[count] == limit))) {
            count++;
        }
        return count;
    }

    /** Quantiles of ascending values, linear between them. */
    private static Interval percentile(double[] ascending, double low, double high) {
        return new Interval(Resamples.quantile(ascending, low), Resamples.quantile(ascending, high));
    }

    private static double[] differences(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "Measurements must be in pairs, not " + first.length + " and " + second.length);
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = second[i] - first[i];
            if (!Double.isFinite(differences[i])) {
                throw new IllegalArgumentException(
                        "Pair " + i + " has no difference: " + first[i] + " and " + second[i]);
            }
        }
        return differences;
    }

    private static double[] numbers(boolean[] outcomes) {
        double[] numbers = new double[outcomes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = outcomes[i] ? 1 : 0;
        }
        return numbers;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
