package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;
import java.util.Arrays;

/**
 * The evidence that errors have become more frequent than a baseline promised, in years: a threshold of A years raises, on
 * average, at most one false alarm in A years, whatever the number of labels in a year and however unevenly they come.
 *
 * <p>An e-detector (Shin, Ramdas and Rinaldo, "E-detectors", New England J. Stat. Data Sci. 2, 2024) over cohorts, labels of
 * the same hour for instance. A change may have come before any of them, and what is staked on a change before the t-th is
 * the time that it lasts:
 * <pre>
 *   R_t = (R_{t−1} + years_t)·L_t,   L_t = ∏ (1 + λ·(x − p0)) over the labels x of the cohort, 1 for an error, 0 otherwise;
 * </pre>
 * M is the mean of R over five bets λ. Under the promise R grows by years_t on average, so M minus the years gone by is a
 * supermartingale, and by optional stopping the expected number of times that it reaches A, being set back to 0 each time, is
 * at most the years divided by A (Lenglart's inequality says the same of the first time). The time of a cohort must not
 * depend on its labels; their number may.
 *
 * <p>The promise p0 is learned from a sample, as in {@link LearnedBaselineEProcess}: {@link #years} is the least over all
 * rates that the sample does not rule out of F_p·M(p), F_p being the sample's e-value against p. With a probability of
 * {@link #MISLED} the sample is so lucky that the true rate is ruled out, and then the guarantee is lost. Where it is not, the
 * value is at most the true rate's; so those of many streams may share a budget by {@link EBenjaminiHochberg}.
 *
 * <p>Wealth beyond 1e300 is cut off there, which only makes it smaller. Mutable and not thread-safe. An update allocates
 * nothing and takes 60 exponentials, however many labels it has.
 */
public final class CalendarEDetector {
    /** Probability of a baseline sample that rules out the rate that it was drawn from. */
    public static final double MISLED = 0.005;

    private static final int KIND = 70;
    private static final int VERSION = 1;
    private static final int RATES = 12;

    private final BaselineSample baseline;
    private final double tolerance;
    private final double[] evidence;
    /** By alternative and rate: alternative × 12 + rate. */
    private final double[] afterError = new double[Bets.ALTERNATIVES * RATES];

    private final double[] afterSuccess = new double[Bets.ALTERNATIVES * RATES];
    private final double[] wealth = new double[Bets.ALTERNATIVES * RATES];

    /**
     * A detector that has seen the baseline, and nothing of the field.
     *
     * @param errors wrong predictions of the baseline, 0 to {@code labels}
     * @param labels labelled predictions of the baseline, randomly drawn, at least 1
     * @param tolerance rise of the error rate that is put up with, at least 0 and below 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public CalendarEDetector(long errors, long labels, double tolerance) {
        this.baseline = new BaselineSample(errors, labels);
        this.tolerance = BaselineSample.requireTolerance(tolerance);
        double[] rates = baseline.rates(RATES, MISLED);
        evidence = baseline.evidence(rates, tolerance);
        for (int g = 0; g < RATES; g++) {
            double p0 = BaselineSample.promised(rates[g], tolerance);
            double[] bets = Bets.onErrors(p0);
            double[] error = Bets.factors(bets, p0, 1);
            double[] success = Bets.factors(bets, p0, 0);
            for (int i = 0; i < bets.length; i++) {
                afterError[i * RATES + g] = Math.log(error[i]);
                afterSuccess[i * RATES + g] = Math.log(success[i]);
            }
        }
    }

    /**
     * Takes the next cohort in. One without labels counts by its time.
     *
     * @param years how long it lasts, at least 0
     * @param errors wrong predictions among its labels, 0 to {@code labels}
     * @param labels its labels
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public void update(double years, long errors, long labels) {
        update(years, errors, labels, 1);
    }

    /**
     * Takes the next cohort in, whose labels were drawn more often than others of their time: of predictions that are drawn with
     * a propensity of π, labels of weight c/π speak for all predictions alike, c being the least propensity of that time. A label
     * then multiplies the wealth by 1 + weight·λ·(x − p0), whose mean over the predictions is at most 1 under the promise, as it
     * is for weight 1, whatever c is; so it may be another each time. The others of that time follow with 0 years.
     *
     * @param years how long it lasts, at least 0
     * @param errors wrong predictions among its labels, 0 to {@code labels}
     * @param labels its labels
     * @param weight of each, over 0 to 1
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public void update(double years, long errors, long labels, double weight) {
        Require.counts(errors, labels);
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("A label weighs more than 0 and at most 1, not " + weight);
        }
        if (!(years >= 0 && years < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A cohort lasts at least 0 years and not for ever, not " + years);
        }
        for (int i = 0; i < wealth.length; i++) {
            double afterLabels =
                    errors * weighted(afterError[i], weight) + (labels - errors) * weighted(afterSuccess[i], weight);
            double factor = labels == 0 ? 1 : Math.exp(afterLabels);
            wealth[i] = Math.min((wealth[i] + years) * factor, LifetimeEProcess.LARGEST);
        }
    }

    private static double weighted(double logFactor, double weight) {
        return weight == 1 ? logFactor : Math.log1p(weight * Math.expm1(logFactor));
    }

    /** The evidence, in years, 0 to 1e300: reaching A is an alarm that is false once in A years at most. */
    public double years() {
        double least = LifetimeEProcess.LARGEST;
        for (int g = 0; g < RATES; g++) {
            double sum = 0;
            for (int i = g; i < wealth.length; i += RATES) {
                sum += wealth[i];
            }
            least = Math.min(least, evidence[g] * (sum / Bets.ALTERNATIVES));
        }
        return least;
    }

    /** Forgets the field, as is right after an alarm that was settled. */
    public void reset() {
        Arrays.fill(wealth, 0);
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(baseline.errors())
                .put(baseline.labels())
                .put(tolerance)
                .put(wealth, wealth.length)
                .toBytes();
    }

    /**
     * A detector from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no detector can have it
     */
    public static CalendarEDetector fromBytes(byte[] bytes) {
        StateReader in = new StateReader("a calendar e-detector", bytes, KIND, VERSION);
        CalendarEDetector detector = new CalendarEDetector(in.getLong(), in.getLong(), in.getDouble());
        Wealth.read(in, detector.wealth);
        in.end();
        return detector;
    }
}
