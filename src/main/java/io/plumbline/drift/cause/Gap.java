package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much surer than right a model is, before and since: mean confidence less accuracy, in points. Positive where it is too
 * sure.
 *
 * @param before before the change, −1 to 1; NaN of nothing
 * @param since since the change
 * @param p two-sided significance of their difference, 0 to 1
 */
record Gap(double before, double since, double p) {

    static Gap of(LabelTally before, LabelTally since) {
        double error = Math.sqrt(variance(before) + variance(since));
        double z = (mean(since) - mean(before)) / error;
        double p = error > 0 ? 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z)) : 1;
        return new Gap(mean(before), mean(since), p);
    }

    double moved() {
        return since - before;
    }

    private static double mean(LabelTally tally) {
        double weights = 0;
        double sum = 0;
        for (Group group : tally.groups()) {
            double weight = group.n() / group.propensity();
            weights += weight;
            sum += weight * surplus(group);
        }
        return sum / weights;
    }

    private static double surplus(Group group) {
        return group.confidence() - (group.error() ? 0 : 1);
    }

    private static double variance(LabelTally tally) {
        double mean = mean(tally);
        double weights = 0;
        double squares = 0;
        for (Group group : tally.groups()) {
            double weight = group.n() / group.propensity();
            weights += weight;
            squares += weight * Math.pow(surplus(group) - mean, 2);
        }
        return squares / weights / Tallied.errorsOf(tally).n();
    }
}
