package io.plumbline.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Pearson's χ² test of homogeneity on a 2 × K table: do two samples of labels come from one distribution?
 *
 * <p>Both sides are samples. The goodness-of-fit form, which takes the reference for the truth, raises many times the false
 * alarms that it promises.
 */
public final class ContingencyTest {
    private static final double LEAST_EXPECTED = 5;
    private static final double CONVENTIONAL_EFFECT = 0.1;
    private static final long LEAST_SAMPLE = 30;

    private ContingencyTest() {}

    /** {@link #chiSquared(SortedMap, SortedMap, double)} at {@link Distances#DEFAULT_ALPHA}. */
    public static Comparison chiSquared(SortedMap<String, Long> reference, SortedMap<String, Long> current) {
        return chiSquared(reference, current, Distances.DEFAULT_ALPHA);
    }

    /**
     * Compares two samples of labels. Labels of which fewer than 5 are expected on either side are pooled, rarest first,
     * until the pool has 5.
     *
     * <p>The effect is Cramér's V = √(χ² / N), 0 to 1. With unequal samples V is smaller for the same difference of the
     * shares; so the threshold is the V that such samples show where equal ones show 0.1: 0.1·2√(nm)/N, or what χ² needs
     * at alpha if that is more.
     *
     * @param reference counts by label, at least 0; a label that is not there counts 0
     * @param current counts by label, at least 0
     * @param alpha level, between 0 and 1
     * @return effect V; p from χ² with K − 1 degrees of freedom after pooling; not enough data if pooling leaves one cell.
     *     Samples of one and the same label differ by 0
     * @throws IllegalArgumentException if a count is negative or alpha is not between 0 and 1
     */
    public static Comparison chiSquared(
            SortedMap<String, Long> reference, SortedMap<String, Long> current, double alpha) {
        Require.level(alpha);
        Set<String> labels = new TreeSet<>(reference.keySet());
        labels.addAll(current.keySet());
        long[] first = counts(labels, reference);
        long[] second = counts(labels, current);
        long n = Arrays.stream(first).sum();
        long m = Arrays.stream(second).sum();
        long needed = needed(first, second);
        if (Math.min(n, m) < needed) {
            return new Comparison.NotEnoughData(Math.min(n, m), needed);
        }
        long[][] table = pool(first, second);
        if (table[0].length < 2) {
            return new Comparison.Measured(0, CONVENTIONAL_EFFECT, 1, n, m, needed);
        }
        double total = (double) n + m;
        double statistic = statistic(table[0], table[1]);
        int degrees = table[0].length - 1;
        double balance = 2 * Math.sqrt((double) n * m) / total;
        double threshold =
                Math.max(CONVENTIONAL_EFFECT * balance, Math.sqrt(ChiSquared.critical(alpha, degrees) / total));
        double effect = Math.min(1, Math.sqrt(statistic / total));
        return new Comparison.Measured(effect, threshold, ChiSquared.tail(statistic, degrees), n, m, needed);
    }

    /** Pearson's statistic of two samples in the same cells, none of which is empty on both sides. */
    static double statistic(long[] first, long[] second) {
        double n = Arrays.stream(first).sum();
        double m = Arrays.stream(second).sum();
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            double difference = first[i] / n - second[i] / m;
            sum += difference * difference / (first[i] + second[i]);
        }
        return sum * n * m;
    }

    private static long[] counts(Set<String> labels, Map<String, Long> counts) {
        long[] result = new long[labels.size()];
        int i = 0;
        for (String label : labels) {
            long count = counts.getOrDefault(label, 0L);
            if (count < 0) {
                throw new IllegalArgumentException(
                        "Label '" + label + "' cannot have been counted " + count + " times");
            }
            result[i++] = count;
        }
        return result;
    }

    /** The smaller sample at which the commonest label and all others together could be told apart. */
    private static long needed(long[] first, long[] second) {
        double total = 0;
        double most = 0;
        for (int i = 0; i < first.length; i++) {
            double both = (double) first[i] + second[i];
            total += both;
            most = Math.max(most, both);
        }
        if (most == total) {
            return LEAST_SAMPLE;
        }
        double share = Math.min(most, total - most) / total;
        return Math.max(LEAST_SAMPLE, (long) Math.ceil(LEAST_EXPECTED / share));
    }

    /** Merges cells, rarest first, while the rarest has too few; a cell with nothing in it vanishes. */
    private static long[][] pool(long[] first, long[] second) {
        int[] rarestFirst = IntStream.range(0, first.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> first[i] + second[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] a = Arrays.stream(rarestFirst).mapToLong(i -> first[i]).toArray();
        long[] b = Arrays.stream(rarestFirst).mapToLong(i -> second[i]).toArray();
        double n = Arrays.stream(first).sum();
        double m = Arrays.stream(second).sum();
        double least = LEAST_EXPECTED * (n + m) / Math.min(n, m);
        int pool = 0;
        // All cells after the pool are as common as those in it, or commoner.
        while (pool + 1 < a.length && (a[pool] + b[pool] < least || a[pool + 1] + b[pool + 1] < least)) {
            a[pool + 1] += a[pool];
            b[pool + 1] += b[pool];
            pool++;
        }
        return new long[][] {Arrays.copyOfRange(a, pool, a.length), Arrays.copyOfRange(b, pool, b.length)};
    }
}
