package io.plumbline.drift.baseline;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Labels by what they tell: each weighs the inverse of the propensity with which it was drawn, and n of unequal weight tell as
 * much as {@code (Σ1/π)² / Σ1/π²} equal ones (Kish, "Survey Sampling", 1965).
 *
 * @param n effective number of labels, at least 0
 * @param errors errors among so many at the weighted rate
 */
public record Tallied(double n, double errors) {
    /** Of nothing. */
    public static final Tallied NONE = new Tallied(0, 0);

    /** Labels and the wrong ones among them. */
    public static Tallied errorsOf(LabelTally tally) {
        return of(tally.groups(), Group::error);
    }

    /** Labels and those that are hit among them. */
    public static Tallied of(Collection<Group> groups, Predicate<Group> hit) {
        double weights = 0;
        double squares = 0;
        double hits = 0;
        for (Group group : groups) {
            double weight = group.n() / group.propensity();
            weights += weight;
            squares += weight / group.propensity();
            hits += hit.test(group) ? weight : 0;
        }
        if (weights == 0) {
            return NONE;
        }
        double n = weights * weights / squares;
        return new Tallied(n, n * hits / weights);
    }

    /** Share of errors, 0 to 1; NaN of nothing. */
    public double rate() {
        return errors / n;
    }

    /** Both together. */
    public Tallied plus(Tallied other) {
        return new Tallied(n + other.n, errors + other.errors);
    }

    /** Standard error of {@code since.rate() − before.rate()}, never 0: half an error more on either side. */
    public static double standardError(Tallied before, Tallied since) {
        return Math.sqrt(before.variance() + since.variance());
    }

    private double variance() {
        double p = (errors + 0.5) / (n + 1);
        return p * (1 - p) / n;
    }
}
