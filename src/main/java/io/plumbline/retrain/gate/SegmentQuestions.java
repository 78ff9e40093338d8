package io.plumbline.retrain.gate;

import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.Finding.Proof;
import io.plumbline.retrain.gate.GateLimits.Judged;
import io.plumbline.stats.estimate.AdjustedP;
import io.plumbline.stats.paired.PairedQuestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Whether the challenger is worse in any watched segment.
 *
 * <p>Two families of tests, each under Holm's procedure, so that each errs anywhere with a chance of at most the level. Every
 * segment is asked whether the challenger is proven to be worse there: that is a no. And it must be proven not to be worse by
 * the margin: in each segment that has the labels and the share from which segments are judged, and in all other values of a key
 * together, if they have as many, because a fleet has more kinds of phones than anybody will ever label. What cannot be proven
 * is inconclusive, however little it takes to say so. A smaller segment is not judged; it is told where it is proven nevertheless.
 */
final class SegmentQuestions {
    private static final String UNKNOWN = "(unknown)";

    private final PairedQuestion question;
    private final double level;
    private final Judged judged;

    SegmentQuestions(GateLimits limits) {
        double margin = limits.margins().segment();
        // A loss well within what is put up with is no reason to refuse, however surely it is one.
        this.question = new PairedQuestion(-margin, -margin / 2);
        this.level = limits.level();
        this.judged = limits.judged();
    }

    /** Some pictures of one segment; what is too small to be judged alone is only asked about harm. */
    private record Part(String key, String value, Paired paired, boolean alone) {}

    /**
     * The findings.
     *
     * @param field pictures from the field
     * @param keys watched keys
     * @return what failed first, then what is not decided, then the rest; the largest first among equals
     */
    List<Finding> ask(List<JudgedPicture> field, List<String> keys) {
        List<Part> parts = new ArrayList<>();
        Map<String, Map<String, List<JudgedPicture>>> groups = groups(field, keys);
        int enough = judged.labels(field.size());
        groups.forEach((key, values) -> {
            List<JudgedPicture> small = new ArrayList<>();
            values.forEach((value, pictures) -> {
                boolean alone = pictures.size() >= enough;
                parts.add(new Part(key, value, Paired.ofScores(pictures), alone));
                if (!alone) {
                    small.addAll(pictures);
                }
            });
            // All small ones together may be all there is: that was asked already.
            if (small.size() >= enough && small.size() < field.size()) {
                parts.add(new Part(key, Finding.OTHERS, Paired.ofScores(small), true));
            }
        });
        return findings(parts, enough);
    }

    private List<Finding> findings(List<Part> parts, int enough) {
        double[] harm = AdjustedP.holm(parts.stream()
                .mapToDouble(part -> part.paired().effect().pAtLeast(question.below()))
                .toArray());
        List<Integer> alone = IntStream.range(0, parts.size())
                .filter(i -> parts.get(i).alone())
                .boxed()
                .toList();
        List<Integer> small = IntStream.range(0, parts.size())
                .filter(i -> !parts.get(i).alone())
                .boxed()
                .toList();
        List<Finding> findings = new ArrayList<>(family(parts, alone, harm));
        // A second family may be asked at the same level once the first is passed throughout; else it proves nothing.
        boolean open = Evidence.worst(findings) == Outcome.PASSED;
        for (Finding f : family(parts, small, harm)) {
            boolean told = f.outcome() == Outcome.FAILED || (open && f.outcome() == Outcome.PASSED);
            findings.add(told ? f : f.untold(enough));
        }
        findings.sort(Comparator.comparingInt((Finding f) -> rank(f.outcome()))
                .thenComparing(Finding::pictures, Comparator.reverseOrder())
                .thenComparing(Finding::place));
        return findings;
    }

    /** Findings of some of the parts as one family; the ends of an interval are taken where Holm's procedure came to it. */
    private List<Finding> family(List<Part> parts, List<Integer> members, double[] harm) {
        double[] raw = members.stream()
                .mapToDouble(i -> parts.get(i).paired().effect().pAtMost(question.above()))
                .toArray();
        double[] adjusted = AdjustedP.holm(raw);
        double[] levels = levels(raw);
        List<Finding> findings = new ArrayList<>();
        for (int m = 0; m < raw.length; m++) {
            Part part = parts.get(members.get(m));
            Proof proof = Proof.of(adjusted[m], harm[members.get(m)], level);
            findings.add(Finding.of(part.key(), part.value(), part.paired(), question, proof.at(levels[m])));
        }
        return findings;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case FAILED -> 0;
            case INCONCLUSIVE -> 1;
            case PASSED -> 2;
            case NOT_RUN -> 3;
        };
    }

    /** Level that each value met in Holm's procedure, which ends at the first that is above its own. */
    private double[] levels(double[] p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        double[] levels = new double[p.length];
        double own = level;
        boolean ended = false;
        for (int rank = 0; rank < order.length; rank++) {
            own = ended ? own : level / (p.length - rank);
            levels[order[rank]] = own;
            ended |= p[order[rank]] > own;
        }
        return levels;
    }

    private static Map<String, Map<String, List<JudgedPicture>>> groups(List<JudgedPicture> field, List<String> keys) {
        Map<String, Map<String, List<JudgedPicture>>> groups = new TreeMap<>();
        for (String key : keys) {
            for (JudgedPicture picture : field) {
                groups.computeIfAbsent(key, k -> new TreeMap<>())
                        .computeIfAbsent(picture.segment().getOrDefault(key, UNKNOWN), v -> new ArrayList<>())
                        .add(picture);
            }
        }
        return groups;
    }
}
