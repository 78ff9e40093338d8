package io.plumbline.retrain;

import io.plumbline.kernel.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes the next version of a model tells apart: the champion's, less those no longer wanted, and then, in the order
 * of their names, those that it does not know and of which there are enough pictures.
 *
 * @param labels of the next version, in order
 * @param added those of them that the champion does not know
 * @param removed of the champion's, those no longer wanted
 * @param lacking a sentence for each class that is left out because there are too few pictures of it
 */
public record ClassPlan(List<String> labels, List<String> added, List<String> removed, List<String> lacking) {
    /** For so many pictures to learn from, a class takes one to judge by. */
    private static final int JUDGED = 5;

    /** Copies the lists. */
    public ClassPlan {
        labels = List.copyOf(labels);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        lacking = List.copyOf(lacking);
    }

    /**
     * What follows from the pictures there are.
     *
     * @param champion its labels, in order
     * @param learn pictures to learn from, by label
     * @param judge pictures to judge by, by label
     * @param unwanted labels that the next version shall not have
     * @param least pictures to learn from that a new class needs; a fifth as many are needed to judge by
     * @throws Rejection INVALID, {@code class-unknown}, if an unwanted class is none of the champion's; CONFLICT,
     *     {@code too-few-classes}, if fewer than two are left
     */
    public static ClassPlan of(
            List<String> champion, Map<String, Long> learn, Map<String, Long> judge, Set<String> unwanted, int least) {
        for (String label : unwanted) {
            if (!champion.contains(label)) {
                throw Rejection.invalid(
                        "class-unknown",
                        "The model has no class '" + label + "' to leave out; it knows " + String.join(", ", champion)
                                + ".");
            }
        }
        List<String> labels = new ArrayList<>(champion);
        labels.removeAll(unwanted);
        List<String> added = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(learn.keySet());
        unknown.addAll(judge.keySet());
        unknown.removeAll(new TreeSet<>(champion));
        int leastJudged = Math.max(1, least / JUDGED);
        for (String label : unknown) {
            long learnt = learn.getOrDefault(label, 0L);
            long judged = judge.getOrDefault(label, 0L);
            if (learnt >= least && judged >= leastJudged) {
                added.add(label);
            } else {
                lacking.add(lacking(label, learnt, least, judged, leastJudged));
            }
        }
        labels.addAll(added);
        if (labels.size() < 2) {
            throw Rejection.conflict(
                    "too-few-classes", "A classifier needs two classes; left would be " + labels + ".");
        }
        return new ClassPlan(labels, added, List.copyOf(new TreeSet<>(unwanted)), lacking);
    }

    private static String lacking(String label, long learnt, int least, long judged, int leastJudged) {
        return String.format(
                Locale.ROOT,
                "The class '%s' is new and left out: it takes %,d pictures to learn from and %,d to judge by, there are"
                        + " %,d and %,d.",
                label,
                least,
                leastJudged,
                learnt,
                judged);
    }

    /** Number of the classes that the champion knows too; they come first. */
    public int common() {
        return labels.size() - added.size();
    }

    /** What changes, in sentences; empty if nothing does and nothing is lacking. */
    public String sentence() {
        List<String> sentences = new ArrayList<>();
        if (!added.isEmpty()) {
            sentences.add("New classes: " + String.join(", ", added) + ".");
        }
        if (!removed.isEmpty()) {
            sentences.add("Classes no longer told apart: " + String.join(", ", removed) + ".");
        }
        sentences.addAll(lacking);
        return String.join(" ", sentences);
    }
}
