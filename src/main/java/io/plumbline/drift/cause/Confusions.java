package io.plumbline.drift.cause;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.estimate.AdjustedP;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Which classes are taken for which others more often than before. Of the pictures that really are of a class, so that another
 * mix of classes moves nothing: Fisher's exact test, one-sided, of the pairs that are seen at all, adjusted after Holm.
 */
public final class Confusions {
    /** Pictures of a pair on both sides together from which it is tested: fewer could never be significant among many. */
    private static final long SEEN = 5;

    private Confusions() {}

    /**
     * A pair of classes.
     *
     * @param predicted what the model said
     * @param corrected what the pictures are
     * @param before how many were taken so before
     * @param ofBefore labelled pictures of the class before
     * @param since how many since
     * @param ofSince labelled pictures of the class since
     * @param p adjusted significance of the rise, 0 to 1
     */
    public record Pair(
            String predicted, String corrected, long before, long ofBefore, long since, long ofSince, double p) {}

    private record Names(String corrected, String predicted) implements Comparable<Names> {
        @Override
        public int compareTo(Names other) {
            int byTruth = corrected.compareTo(other.corrected);
            return byTruth == 0 ? predicted.compareTo(other.predicted) : byTruth;
        }
    }

    /** Pairs that were seen often enough, the most certainly grown first. */
    public static List<Pair> of(LabelTally before, LabelTally since) {
        SortedMap<String, long[]> classes = new TreeMap<>();
        SortedMap<Names, long[]> pairs = new TreeMap<>();
        count(before, 0, classes, pairs);
        count(since, 1, classes, pairs);
        pairs.values().removeIf(n -> n[0] + n[1] < SEEN);
        double[] p = pairs.entrySet().stream()
                .mapToDouble(
                        e -> p(e.getValue(), classes.getOrDefault(e.getKey().corrected(), new long[2])))
                .toArray();
        double[] adjusted = AdjustedP.holm(p);
        List<Pair> found = new ArrayList<>();
        int i = 0;
        for (var entry : pairs.entrySet()) {
            Names names = entry.getKey();
            long[] n = entry.getValue();
            long[] of = classes.getOrDefault(names.corrected(), new long[2]);
            found.add(new Pair(names.predicted(), names.corrected(), n[0], of[0], n[1], of[1], adjusted[i++]));
        }
        found.sort(Comparator.comparingDouble(Pair::p)
                .thenComparing(Comparator.comparingLong(Pair::since).reversed()));
        return found;
    }

    private static void count(
            LabelTally tally, int side, SortedMap<String, long[]> classes, SortedMap<Names, long[]> pairs) {
        for (Group group : tally.groups()) {
            classes.computeIfAbsent(group.corrected(), c -> new long[2])[side] += group.n();
            if (group.error()) {
                pairs.computeIfAbsent(new Names(group.corrected(), group.predicted()), c -> new long[2])[side] +=
                        group.n();
            }
        }
    }

    private static double p(long[] pair, long[] of) {
        if (of[0] == 0 || pair[1] == 0) {
            return 1;
        }
        return HypergeometricDistribution.of((int) (of[0] + of[1]), (int) (pair[0] + pair[1]), (int) of[1])
                .survivalProbability((int) pair[1] - 1);
    }
}
