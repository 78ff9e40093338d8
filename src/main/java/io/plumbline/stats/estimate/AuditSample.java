package io.plumbline.stats.estimate;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Wilson;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Labels of predictions that were drawn at random, each by itself with a probability of its own that was logged: a Poisson
 * sample. Estimates the error rate from them (Horvitz and Thompson, J. Am. Stat. Assoc. 47, 1952; Hájek, 1971; variances
 * in Särndal, Swensson and Wretman, "Model Assisted Survey Sampling", 1992, §3.5 and §5.7). Immutable; only sums are kept,
 * so {@link #plus} joins the samples of two days.
 *
 * <p>The draw must not depend on the outcome, and each drawn prediction must get its label: labels that users volunteer are
 * no such sample, see {@link #withVoluntary}. Predictions of one device are not independent; then the intervals are too
 * short.
 */
public final class AuditSample {
    private static final double LEAST_PROPENSITY = 1e-12;

    private static final AuditSample EMPTY = new AuditSample(0, 0, new double[6]);

    private final long n;
    private final long wrong;
    private final double size;
    private final double errors;
    private final double sizeSquares;
    private final double errorSquares;
    private final double sizeExcess;
    private final double errorExcess;

    /** Sums over labels and over errors of 1/π, 1/π² and (1 − π)/π². */
    private AuditSample(long n, long wrong, double[] sums) {
        this.n = n;
        this.wrong = wrong;
        this.size = sums[0];
        this.errors = sums[1];
        this.sizeSquares = sums[2];
        this.errorSquares = sums[3];
        this.sizeExcess = sums[4];
        this.errorExcess = sums[5];
    }

    /** No label. */
    public static AuditSample empty() {
        return EMPTY;
    }

    /**
     * Labels one by one.
     *
     * @param error whether the prediction was wrong, one a label; not changed
     * @param propensity probability with which it was drawn, as many, 1e-12 to 1; not changed
     * @throws IllegalArgumentException if the lengths differ, or a propensity is NaN or out of its range
     */
    public static AuditSample of(boolean[] error, double[] propensity) {
        if (error.length != propensity.length) {
            throw new IllegalArgumentException(
                    "Labels and propensities must be as many, not " + error.length + " and " + propensity.length);
        }
        double[] sums = new double[6];
        int wrong = 0;
        for (int i = 0; i < error.length; i++) {
            add(sums, 1, error[i] ? 1 : 0, propensity[i]);
            wrong += error[i] ? 1 : 0;
        }
        return new AuditSample(error.length, wrong, sums);
    }

    /**
     * Labels of one propensity, counted.
     *
     * @param errors number of wrong predictions, 0 to labels
     * @param labels number of labels, at least 0
     * @param propensity probability with which each was drawn, 1e-12 to 1
     * @throws IllegalArgumentException if a number is NaN or out of its range
     */
    public static AuditSample of(long errors, long labels, double propensity) {
        Require.counts(errors, labels);
        double[] sums = new double[6];
        add(sums, (double) labels, (double) errors, propensity);
        return new AuditSample(labels, errors, sums);
    }

    /** The labels of both samples, which must have none in common. */
    public AuditSample plus(AuditSample other) {
        double[] sums = {
            size + other.size,
            errors + other.errors,
            sizeSquares + other.sizeSquares,
            errorSquares + other.errorSquares,
            sizeExcess + other.sizeExcess,
            errorExcess + other.errorExcess
        };
        return new AuditSample(n + other.n, wrong + other.wrong, sums);
    }

    /** Number of labels, at least 0. */
    public long labels() {
        return n;
    }

    /**
     * Error rate by Horvitz and Thompson: Σ error/π divided by the number of predictions. Unbiased, also with few labels, but
     * it feels how many labels happened to be drawn; {@link #hajek} mostly errs less.
     *
     * <p>The interval is the score interval of a Poisson mean with as many events as have the same relative error.
     *
     * @param predictions number of predictions from which the labels were drawn, at least the number of labels
     * @param level coverage, between 0 and 1
     * @param target what the interval covers
     * @return a value of at least 0, which can exceed 1; an interval within 0 to 1. Not enough data without any label
     * @throws IllegalArgumentException if a number is NaN or out of its range
     */
    public Estimate horvitzThompson(long predictions, double level, Target target) {
        Require.level(level);
        if (predictions < n) {
            throw new IllegalArgumentException(n + " labels cannot be of " + predictions + " predictions");
        }
        if (n == 0) {
            return new Estimate.NotEnoughData(n, 1);
        }
        boolean process = target == Target.PROCESS;
        double variance = process ? Math.max(0, errorSquares - errors * errors / predictions) : errorExcess;
        double unit = errors > 0 ? variance / errors : (process ? sizeSquares : sizeExcess) / size;
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        // Events of one unit each: their number is about Poisson, and the mean a solves (events − a)² = z²·a.
        double middle = errors + z * z / 2 * unit;
        double half = z * Math.sqrt(unit * (errors + z * z / 4 * unit));
        double lower = errors == 0 ? 0 : Math.max(0, middle - half);
        Interval interval = new Interval(
                Math.min(1, lower / predictions), Math.min(1, Math.max(errors, middle + half) / predictions));
        return new Estimate.Measured(errors / predictions, Math.sqrt(variance) / predictions, interval, n);
    }

    /**
     * Error rate by Hájek: Σ error/π divided by Σ 1/π, so it lies from 0 to 1 and the number of predictions need not be known.
     *
     * <p>The interval is Wilson's with the effective number of labels, {@code rate · (1 − rate) / variance}; where all labels
     * agree, Kish's {@code (Σ 1/π)² / Σ 1/π²}.
     *
     * @param level coverage, between 0 and 1
     * @param target what the interval covers
     * @return not enough data without any label
     * @throws IllegalArgumentException if level is not between 0 and 1
     */
    public Estimate hajek(double level, Target target) {
        Require.level(level);
        if (n == 0) {
            return new Estimate.NotEnoughData(n, 1);
        }
        boolean process = target == Target.PROCESS;
        double rate = rate();
        double all = process ? sizeSquares : sizeExcess;
        double ofErrors = process ? errorSquares : errorExcess;
        double variance = Math.max(0, ofErrors * (1 - rate) * (1 - rate) + (all - ofErrors) * rate * rate);
        boolean mixed = wrong > 0 && wrong < n;
        double effective = size * size * (mixed ? rate * (1 - rate) / variance : 1 / all);
        Interval interval = Wilson.interval(rate, effective, level);
        return new Estimate.Measured(rate, Math.sqrt(variance) / size, interval, n);
    }

    /**
     * Error rate from these labels together with voluntary ones: the voluntary labels count for the predictions they were
     * given to and for no others; {@link #hajek} of the audit stands for all the rest. So users may speak up as selectively as
     * they like.
     *
     * <p>This sample must hold the audited predictions on which nobody spoke up, and only these; and whether a user speaks up
     * must not depend on whether the prediction was drawn: count a user's word also where an auditor looked, and do not let
     * the audit's question keep users from speaking.
     *
     * @param voluntary labels that users gave by themselves, taken to be right
     * @param predictions number of all predictions, at least all labels together
     * @param level coverage, between 0 and 1
     * @param target what the interval covers
     * @return not enough data if nothing was audited of what is left
     * @throws IllegalArgumentException if a number is NaN or out of its range
     */
    public Estimate withVoluntary(VoluntaryLabels voluntary, long predictions, double level, Target target) {
        Require.level(level);
        long labels = voluntary.labels() + n;
        if (predictions < 1 || predictions < labels) {
            throw new IllegalArgumentException(labels + " labels cannot be of " + predictions + " predictions");
        }
        double rest = (double) (predictions - voluntary.labels()) / predictions;
        double known = (double) voluntary.errors() / predictions;
        if (rest == 0) {
            return spread(known, 0, new Interval(known, known), predictions, level, target, labels);
        }
        if (!(hajek(level, Target.PREDICTIONS) instanceof Estimate.Measured audited)) {
            return new Estimate.NotEnoughData(n, 1);
        }
        double value = Math.min(1, known + rest * audited.value());
        double lower = Math.min(value, known + rest * audited.interval().lower());
        double upper = Math.max(value, known + rest * audited.interval().upper());
        double error = rest * audited.standardError();
        return spread(value, error, new Interval(lower, Math.min(1, upper)), predictions, level, target, labels);
    }

    /**
     * For {@link Target#PROCESS}: adds to each side the chance by which the predictions came out as they did, as squares add
     * (Zou and Donner, Stat. Med. 27, 2008).
     */
    private static Estimate spread(
            double value, double error, Interval interval, long predictions, double level, Target target, long labels) {
        if (target == Target.PREDICTIONS) {
            return new Estimate.Measured(value, error, interval, labels);
        }
        Interval chance = Wilson.interval(value, (double) predictions, level);
        double lower = value - Math.hypot(value - interval.lower(), value - chance.lower());
        double upper = value + Math.hypot(interval.upper() - value, chance.upper() - value);
        double variance = error * error + value * (1 - value) / predictions;
        Interval wide = new Interval(Math.max(0, lower), Math.min(1, upper));
        return new Estimate.Measured(value, Math.sqrt(variance), wide, labels);
    }

    private double rate() {
        // Rounding must not lift a rate above 1.
        return wrong == n ? 1 : Math.min(1, errors / size);
    }

    private static void add(double[] sums, double labels, double errors, double propensity) {
        if (!(propensity >= LEAST_PROPENSITY && propensity <= 1)) {
            throw new IllegalArgumentException(
                    "A propensity lies from " + LEAST_PROPENSITY + " to 1, not " + propensity);
        }
        double weight = 1 / propensity;
        double squares = weight * weight;
        double excess = (1 - propensity) * squares;
        sums[0] += labels * weight;
        sums[1] += errors * weight;
        sums[2] += labels * squares;
        sums[3] += errors * squares;
        sums[4] += labels * excess;
        sums[5] += errors * excess;
    }
}
