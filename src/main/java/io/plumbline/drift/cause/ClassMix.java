package io.plumbline.drift.cause;

import static java.util.stream.Collectors.groupingBy;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.estimate.Rise;
import io.plumbline.stats.estimate.Rise.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A difference of two error rates, taken apart into what comes of another mix of true classes and what comes of other rates
 * within the classes. Within the classes errors became λ times as many, the likeliest factor where each class has a rate of its
 * own ({@link Rise}); so of the rate s since,
 * <pre>
 *   within = s·(1 − 1/λ)        mix = (s − r) − within
 * </pre>
 * r being the rate before. Where the mix is the same on both sides all is within, whatever the classes' factors. A class of which
 * few labels are known has little say in λ: taking the difference apart class by class (Kitagawa, J. Am. Stat. Assoc. 50, 1955)
 * multiplies the rate of a class that was rare by its share of now, and with it the chance of those few labels.
 *
 * <p>An alarm is raised when errors happen to be many, and the change is dated to where they began to be: something of that chance is
 * in every λ. So how surely the classes got worse at all is told too: the likelihood of λ over that of 1, against as many moments
 * of change as there are labels.
 *
 * <p>"Errors" are what raised the alarm: all of them, or those of which the model was sure.
 *
 * @param mix points of error that the mix accounts for
 * @param within points that the classes themselves account for
 * @param surely that the classes themselves got worse, and it was not chance, 0 to 1
 * @param distance half the sum of |q − p|, 0 to 1
 * @param p significance of the difference of the mix, 0 to 1; 1 where there are too few labels
 * @param grown the class whose share grew most; empty if there is none
 */
record ClassMix(double mix, double within, double surely, double distance, double p, String grown) {

    /**
     * Compares the true classes of audited labels.
     *
     * @param hit whether a prediction counts as an error
     */
    static ClassMix of(LabelTally before, LabelTally since, Predicate<Group> hit) {
        SortedMap<String, Tallied> old = byClass(before, hit);
        SortedMap<String, Tallied> now = byClass(since, hit);
        double oldN = total(old);
        double nowN = total(now);
        if (oldN == 0 || nowN == 0) {
            return new ClassMix(0, 0, 0, 0, 1, "");
        }
        TreeSet<String> classes = new TreeSet<>(old.keySet());
        classes.addAll(now.keySet());
        List<Stratum> strata = new ArrayList<>();
        double distance = 0;
        double most = 0;
        String grown = "";
        for (String label : classes) {
            Tallied a = old.getOrDefault(label, Tallied.NONE);
            Tallied b = now.getOrDefault(label, Tallied.NONE);
            double moved = b.n() / nowN - a.n() / oldN;
            strata.add(new Stratum(a.n(), a.errors(), b.n(), b.errors()));
            distance += Math.abs(moved) / 2;
            if (moved > most) {
                most = moved;
                grown = label;
            }
        }
        double rate = errors(now) / nowN;
        double within = rate - rate / Rise.factor(strata);
        double mix = rate - errors(old) / oldN - within;
        double surely =
                1 / (1 + Math.exp(Math.log(oldN + nowN) - Rise.of(strata).gain()));
        return new ClassMix(mix, within, surely, distance, significance(old, now), grown);
    }

    /** Share of the excess that the mix accounts for, 0 to 1. */
    double share() {
        double all = mix + within;
        return all <= 0 ? 0 : Math.max(0, Math.min(1, mix / all));
    }

    /**
     * How much of the excess it explains, from its share to 1: of what its share leaves so much is not held against it as may be
     * chance, and as its share is of all. A mix that did nothing explains nothing, whatever else may be chance.
     */
    double explains() {
        return share() * (1 + (1 - share()) * (1 - surely));
    }

    /** Share of a true class among labels, 0 to 1. */
    static double shareOf(LabelTally tally, String label) {
        SortedMap<String, Tallied> classes = byClass(tally, Group::error);
        return classes.getOrDefault(label, Tallied.NONE).n() / total(classes);
    }

    /** Every class shares the weight of the whole, so that shares are weighted ones and sizes effective ones. */
    private static SortedMap<String, Tallied> byClass(LabelTally tally, Predicate<Group> hit) {
        Map<String, List<Group>> classes = tally.groups().stream().collect(groupingBy(Group::corrected));
        double all = Tallied.errorsOf(tally).n();
        double weights = weight(tally.groups());
        SortedMap<String, Tallied> counted = new TreeMap<>();
        classes.forEach((label, groups) -> {
            double n = all * weight(groups) / weights;
            double rate = Tallied.of(groups, hit).rate();
            counted.put(label, new Tallied(n, n * rate));
        });
        return counted;
    }

    private static double weight(List<Group> groups) {
        return groups.stream().mapToDouble(g -> g.n() / g.propensity()).sum();
    }

    private static double total(SortedMap<String, Tallied> classes) {
        return classes.values().stream().mapToDouble(Tallied::n).sum();
    }

    private static double errors(SortedMap<String, Tallied> classes) {
        return classes.values().stream().mapToDouble(Tallied::errors).sum();
    }

    private static double significance(SortedMap<String, Tallied> old, SortedMap<String, Tallied> now) {
        return ContingencyTest.chiSquared(rounded(old), rounded(now)) instanceof Comparison.Measured m ? m.p() : 1;
    }

    private static SortedMap<String, Long> rounded(SortedMap<String, Tallied> classes) {
        SortedMap<String, Long> counts = new TreeMap<>();
        classes.forEach((label, counted) -> counts.put(label, Math.round(counted.n())));
        return counts;
    }
}
