package io.plumbline.stats.estimate;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.Require;
import io.plumbline.stats.distance.Design;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much less the values of a clustered sample tell than independent ones, from its histograms by hash shard of the device.
 *
 * <p>The variance of a share between shards over that of independent values, averaged over cells between the deciles as in
 * Rao and Scott's first-order correction (J. Am. Stat. Assoc. 76, 1981), and over the shares below the deciles for distances
 * between distribution functions. Devices that differ in level rather than in form show more in the second.
 *
 * <p>Few shards tell little of a variance, and the tests allow for that by their degrees of freedom. docs/statistics.md has the
 * levels that they keep under the design of 64 shards and of 8, where devices differ for good.
 *
 * @param cells mean design effect of the shares of cells, at least 1: for PSI, Jensen–Shannon, Hellinger, TVD, L∞ and χ²
 * @param cumulative mean design effect of the shares below a cut, at least 1: for Kolmogorov–Smirnov and Wasserstein
 * @param values number of values
 * @param degrees degrees of freedom of both: shards with values, less one
 */
public record ClusterEffect(double cells, double cumulative, long values, int degrees) {
    private static final int CELLS = 10;

    /**
     * The effects of one sample. Values that are all in one bin have none.
     *
     * @param shards a histogram a shard, all over one range; at least two of them hold values
     * @throws IllegalArgumentException if fewer do, or the ranges differ
     */
    public static ClusterEffect of(List<Histogram> shards) {
        Histogram whole = shards.isEmpty() ? new Histogram() : shards.get(0).copy();
        shards.stream().skip(1).forEach(whole::merge);
        List<Histogram> used = shards.stream().filter(h -> h.count() > 0).toList();
        if (used.size() < 2) {
            throw new IllegalArgumentException("A design effect takes two shards with values, not " + used.size());
        }
        int[] ends = ends(whole);
        double cells = 0;
        double cellWeights = 0;
        double below = 0;
        double belowWeights = 0;
        for (int i = 0; i < ends.length; i++) {
            int start = i == 0 ? 0 : ends[i - 1];
            double share = share(whole, start, ends[i]);
            cellWeights += share > 0 ? 1 - share : 0;
            cells += share > 0 ? variance(used, whole, start, ends[i]) / share : 0;
            double sum = share(whole, 0, ends[i]);
            belowWeights += sum * (1 - sum);
            below += variance(used, whole, 0, ends[i]);
        }
        return new ClusterEffect(
                cellWeights > 0 ? Math.max(1, cells / cellWeights) : 1,
                belowWeights > 0 ? Math.max(1, below / belowWeights) : 1,
                whole.count(),
                used.size() - 1);
    }

    /**
     * The effect on the shares of classes, which have no order: it stands for both.
     *
     * @param shards counts by class, a map a shard; at least two of them hold values
     * @throws IllegalArgumentException if fewer do, or a count is negative
     */
    public static ClusterEffect ofClasses(List<? extends Map<String, Long>> shards) {
        Map<String, Long> whole = new TreeMap<>();
        List<Map<String, Long>> used = new ArrayList<>();
        for (Map<String, Long> shard : shards) {
            shard.forEach((name, count) -> whole.merge(name, Require.count(count), Long::sum));
            if (total(shard) > 0) {
                used.add(shard);
            }
        }
        if (used.size() < 2) {
            throw new IllegalArgumentException("A design effect takes two shards with values, not " + used.size());
        }
        double n = total(whole);
        double cells = 0;
        double weights = 0;
        for (Map.Entry<String, Long> of : whole.entrySet()) {
            double share = of.getValue() / n;
            double between = 0;
            for (Map<String, Long> shard : used) {
                double residual = shard.getOrDefault(of.getKey(), 0L) - share * total(shard);
                between += residual * residual;
            }
            weights += share > 0 ? 1 - share : 0;
            cells += share > 0 ? used.size() / (used.size() - 1.0) * between / n / share : 0;
        }
        double effect = weights > 0 ? Math.max(1, cells / weights) : 1;
        return new ClusterEffect(effect, effect, (long) n, used.size() - 1);
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Design for distances between cells of two samples, with the degrees of freedom of the sum of their variances
     * (Satterthwaite, Biometrics Bull. 2, 1946).
     *
     * @param alpha level, between 0 and 1
     */
    public static Design ofCells(double alpha, ClusterEffect reference, ClusterEffect current) {
        double first = reference.cells / reference.values;
        double second = current.cells / current.values;
        double degrees = (first + second)
                * (first + second)
                / (first * first / reference.degrees + second * second / current.degrees);
        return new Design(alpha, reference.cells, current.cells, degrees);
    }

    /**
     * Design for distances between distribution functions of two samples, with the smaller degrees of freedom: the shares
     * below the cuts move together, so they tell little more than one of them.
     *
     * @param alpha level, between 0 and 1
     */
    public static Design ofCumulative(double alpha, ClusterEffect reference, ClusterEffect current) {
        return new Design(
                alpha, reference.cumulative, current.cumulative, Math.min(reference.degrees, current.degrees));
    }

    /** Bins after which the cells between the deciles end; cells of deciles that fall into one bin are empty. */
    private static int[] ends(Histogram whole) {
        int[] ends = new int[CELLS];
        long sum = 0;
        int bin = 0;
        for (int i = 0; i < CELLS; i++) {
            while (bin < Histogram.BINS && sum < (i + 1.0) * whole.count() / CELLS) {
                sum += whole.count(bin++);
            }
            ends[i] = bin;
        }
        ends[CELLS - 1] = Histogram.BINS;
        return ends;
    }

    /** Variance of a share between shards times the number of values: share·(1 − share) if they are independent. */
    private static double variance(List<Histogram> shards, Histogram whole, int start, int end) {
        double share = share(whole, start, end);
        double between = 0;
        for (Histogram shard : shards) {
            double residual = (share(shard, start, end) - share) * shard.count();
            between += residual * residual;
        }
        return shards.size() / (shards.size() - 1.0) * between / whole.count();
    }

    private static double share(Histogram histogram, int start, int end) {
        long sum = 0;
        for (int bin = start; bin < end; bin++) {
            sum += histogram.count(bin);
        }
        return (double) sum / histogram.count();
    }
}
