package io.plumbline.stats.distance;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Pearson's χ² test of homogeneity on a 2 × K table: do two samples of labels come from one distribution?
 *
 * <p>Both sides are samples. The goodness-of-fit form, which takes the reference for the truth, raises many times the false
 * alarms that it promises.
 */
public final class ContingencyTest {
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
        return chiSquared(reference, current, Design.independent(alpha));
    }

    /**
     * {@link #chiSquared(SortedMap, SortedMap, double)} of clustered samples.
     *
     * @param reference counts by label, at least 0
     * @param current counts by label, at least 0
     * @param design level and design effects
     */
    public static Comparison chiSquared(
            SortedMap<String, Long> reference, SortedMap<String, Long> current, Design design) {
        Set<String> labels = labels(reference, current);
        return CountTests.chiSquared(counts(labels, reference), counts(labels, current), design);
    }

    /**
     * The same test with the V whose expectation without drift is 0 (Bergsma, J. Korean Stat. Soc. 42, 2013): the plain one
     * grows with the number of labels and shrinks with n, so it cannot be compared between fleets.
     *
     * @param reference counts by label, at least 0
     * @param current counts by label, at least 0
     * @param design level and design effects
     * @return effect the bias-corrected V, 0 to 1; threshold 0.1·2√(nm)/N; p as in {@link #chiSquared}
     * @throws IllegalArgumentException if a count is negative
     */
    public static Comparison chiSquaredCorrected(
            SortedMap<String, Long> reference, SortedMap<String, Long> current, Design design) {
        Set<String> labels = labels(reference, current);
        return CountTests.chiSquaredCorrected(counts(labels, reference), counts(labels, current), design);
    }

    private static Set<String> labels(SortedMap<String, Long> reference, SortedMap<String, Long> current) {
        Set<String> labels = new TreeSet<>(reference.keySet());
        labels.addAll(current.keySet());
        return labels;
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
}
