package io.plumbline.stats.estimate;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.distance.Comparison;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A rate or a mean over clustered values, with a variance that allows for the clusters: totals by hash shard of the device.
 *
 * <p>All values of a device are in one shard, so shards are independent though predictions of one device are not; and totals
 * add up over hours and segments. The mean is the ratio R = Σ s / Σ n of the shard totals; its variance is the linearised one
 * between G shards, {@code G/(G−1)·Σ (s − R·n)² / N²} (Cochran, "Sampling Techniques", 1977, chapter 6), or that of the
 * jackknife that leaves out one shard at a time (Quenouille, Biometrika 43, 1956; Tukey, 1958).
 *
 * <p>Sums of whole numbers, such as errors, are exact up to 2^53, so the order of adding and merging changes nothing. Mutable
 * and not thread-safe.
 */
public final class ShardTotals {
    private final long[] counts;
    private final double[] sums;
    private double squares;
    private boolean outcomesOnly = true;

    /** What is known of a mean over clusters. Closed: too few shards are a value too. */
    public sealed interface Estimate {
        /**
         * An estimate from at least two shards.
         *
         * @param mean Σ s / Σ n
         * @param standardError linearised
         * @param jackknifeError leaving out one shard at a time; a little larger
         * @param designEffect variance over that of as many independent values, at least 0; 1 if the values are all equal
         * @param effectiveSize how many independent values tell as much
         * @param interval Student-t around the mean with the jackknife's error and G − 1 degrees of freedom
         * @param shards how many shards hold values, G
         */
        record Measured(
                double mean,
                double standardError,
                double jackknifeError,
                double designEffect,
                double effectiveSize,
                Interval interval,
                int shards)
                implements Estimate {}

        /** Too few shards hold values: there are so many, and it takes two. */
        record NotEnoughShards(int shards, int needed) implements Estimate {}
    }

    /**
     * Totals without any value.
     *
     * @param shards number of shards, 2 to 65,536
     * @throws IllegalArgumentException if it is out of its range
     */
    public ShardTotals(int shards) {
        if (shards < 2 || shards > 1 << 16) {
            throw new IllegalArgumentException("Shards must be from 2 to 65536, not " + shards);
        }
        counts = new long[shards];
        sums = new double[shards];
    }

    /**
     * Adds outcomes of one shard, of which so many are errors.
     *
     * @param shard index, 0 to shards − 1
     * @param trials at least 0
     * @param errors 0 to trials
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public void addOutcomes(int shard, long trials, long errors) {
        Require.counts(errors, trials);
        boolean before = outcomesOnly;
        add(shard, trials, (double) errors, (double) errors);
        outcomesOnly = before;
    }

    /**
     * Adds values of one shard by their sums.
     *
     * @param shard index, 0 to shards − 1
     * @param n number of values, at least 0
     * @param sum of the values
     * @param sumOfSquares of the values, at least sum² / n
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public void add(int shard, long n, double sum, double sumOfSquares) {
        if (shard < 0 || shard >= counts.length) {
            throw new IllegalArgumentException("Shards run from 0 to " + (counts.length - 1) + ", not " + shard);
        }
        Require.count(n);
        Require.finite("A sum", sum);
        Require.finite("A sum of squares", sumOfSquares);
        if (n == 0 ? sum != 0 || sumOfSquares != 0 : sumOfSquares * (1 + 1e-9) < sum * sum / n) {
            throw new IllegalArgumentException(
                    n + " values cannot have the sum " + sum + " and the sum of squares " + sumOfSquares);
        }
        long total = Require.count(counts[shard] + n);
        counts[shard] = total;
        sums[shard] += sum;
        squares += sumOfSquares;
        outcomesOnly = false;
    }

    /**
     * Adds all totals of another, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another number of shards; nothing has changed then
     */
    public void merge(ShardTotals other) {
        requireSameShards(other);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
            sums[i] += other.sums[i];
        }
        squares += other.squares;
        outcomesOnly &= other.outcomesOnly;
    }

    /** Number of values. */
    public long n() {
        long n = 0;
        for (long count : counts) {
            n += count;
        }
        return n;
    }

    /**
     * The mean with its errors. An interval of outcomes is kept within 0 and 1; if all are alike, which shows no variance, it
     * is that of Clopper and Pearson for independent ones.
     *
     * @param level coverage of the interval, between 0 and 1
     * @throws IllegalArgumentException if the level is not between 0 and 1
     */
    public Estimate estimate(double level) {
        Require.level(level);
        int used = used();
        if (used < 2) {
            return new Estimate.NotEnoughShards(used, 2);
        }
        double n = n();
        double mean = total() / n;
        double between = 0;
        for (int i = 0; i < counts.length; i++) {
            double residual = sums[i] - mean * counts[i];
            between += residual * residual;
        }
        double variance = used / (used - 1.0) * between / (n * n);
        double simple = Math.max(0, squares / n - mean * mean) / n;
        double effect = simple > 0 && variance > 0 ? variance / simple : 1;
        // Few errors may fall evenly on the shards: that is no proof of anything.
        double jackknife = Math.sqrt(variance > 0 ? jackknifeVariance(this, this, false) : independentVariance());
        return new Estimate.Measured(
                mean, Math.sqrt(variance), jackknife, effect, n / effect, interval(mean, jackknife, used, level), used);
    }

    private Interval interval(double mean, double error, int used, double level) {
        if (outcomesOnly && (mean == 0 || mean == 1)) {
            return ClopperPearson.interval(mean == 0 ? 0 : n(), n(), level);
        }
        double half = error * TDistribution.of(used - 1.0).inverseSurvivalProbability((1 - level) / 2);
        double lower = outcomesOnly ? Math.max(0, mean - half) : mean - half;
        double upper = outcomesOnly ? Math.min(1, mean + half) : mean + half;
        return new Interval(lower, upper);
    }

    /**
     * Whether the mean of two periods of one fleet differs. A device is in the same shard in both, so the jackknife leaves the
     * shard out of both: what is peculiar to its devices cancels.
     *
     * @param reference totals of the one period
     * @param current totals of the other, in as many shards
     * @param tolerance difference from which it matters, at least 0
     * @return effect |difference|; threshold the tolerance; p from Student's t; needed a value in each of two shards
     * @throws IllegalArgumentException if the numbers of shards differ or the tolerance is negative or not finite
     */
    public static Comparison difference(ShardTotals reference, ShardTotals current, double tolerance) {
        reference.requireSameShards(current);
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A tolerance is at least 0 and finite, not " + tolerance);
        }
        long n = reference.n();
        long m = current.n();
        if (Math.min(reference.used(), current.used()) < 2) {
            return new Comparison.NotEnoughData(Math.min(n, m), Math.max(2, Math.min(n, m) + 1));
        }
        double effect = Math.abs(current.total() / m - reference.total() / n);
        double between = jackknifeVariance(reference, current, true);
        double error =
                Math.sqrt(between > 0 ? between : reference.independentVariance() + current.independentVariance());
        if (error == 0) {
            return new Comparison.NotEnoughData(Math.min(n, m), Math.min(n, m) + 1);
        }
        int used = 0;
        for (int i = 0; i < reference.counts.length; i++) {
            used += reference.counts[i] > 0 || current.counts[i] > 0 ? 1 : 0;
        }
        double p =
                effect == 0 ? 1 : Math.min(1, 2 * TDistribution.of(used - 1.0).survivalProbability(effect / error));
        return new Comparison.Measured(effect, tolerance, p, n, m, 2);
    }

    private static double jackknifeVariance(ShardTotals first, ShardTotals second, boolean difference) {
        double n = first.n();
        double m = second.n();
        double total = first.total();
        double totalOfSecond = second.total();
        double mean = 0;
        double squared = 0;
        int used = 0;
        for (int i = 0; i < first.counts.length; i++) {
            if (first.counts[i] == 0 && second.counts[i] == 0) {
                continue;
            }
            double without = (total - first.sums[i]) / (n - first.counts[i]);
            if (difference) {
                without = (totalOfSecond - second.sums[i]) / (m - second.counts[i]) - without;
            }
            used++;
            double step = without - mean;
            mean += step / used;
            squared += step * (without - mean);
        }
        return (used - 1.0) / used * squared;
    }

    /** Variance of the mean as if all values were independent; of outcomes with half a one more on either side. */
    private double independentVariance() {
        double n = n();
        double mean = total() / n;
        if (outcomesOnly) {
            double rate = (total() + 0.5) / (n + 1);
            return rate * (1 - rate) / n;
        }
        return Math.max(0, squares / n - mean * mean) / n;
    }

    private double total() {
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    private int used() {
        int used = 0;
        for (long count : counts) {
            used += count > 0 ? 1 : 0;
        }
        return used;
    }

    private void requireSameShards(ShardTotals other) {
        if (counts.length != other.counts.length) {
            throw new IllegalArgumentException(
                    "Totals of " + counts.length + " shards and of " + other.counts.length + " do not go together");
        }
    }
}
