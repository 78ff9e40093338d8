package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * A lifetime alarm where the promise is not a number but a sample: k0 errors among n0 labelled predictions of the baseline.
 * While the field errs no more often than the baseline's unknown true rate p and a tolerance, the probability of ever raising
 * the alarm is at most alpha, over the baseline's sample and the whole stream together.
 *
 * <p>Podkopaev and Ramdas (2022, arXiv 2110.06177) put the upper Clopper–Pearson bound at alpha/2 in place of p and run the
 * alarm at alpha/2. That prices the worst p in full: for 10,000 labels two standard errors and a factor of 2. Here instead
 * every p has a test of its own, at level alpha, and the alarm is raised when all are rejected:
 *
 * <ul>
 *   <li>A tenth of alpha goes to the Clopper–Pearson test of the baseline alone: it rejects all p above its upper bound.
 *   <li>Nine tenths go to the product {@code F_p · E_n(p)}. E_n(p) is the {@linkplain LifetimeEProcess lifetime e-process}
 *       of the stream against the rate p + tolerance. F_p is an e-value of the baseline against p: a mixture of likelihood
 *       ratios of the rates p − c·√(p·(1 − p)/n0), c = 0, 1, 2, with weights .3, .3, .4. Given the baseline F_p is constant, so
 *       the product is a supermartingale under p, and Ville's inequality holds. An unlikely high p has little left to prove.
 * </ul>
 *
 * <p>F_p rises with p and E_n(p) falls, so finitely many p decide for all between them: for p from p_{g−1} to p_g the product is
 * at least F at p_{g−1} times E at p_g. There are 24 of them, from one standard error below the observed rate to the bound.
 *
 * <p>The alarm is latched. A baseline that may err more than .99 of the time raises none: nothing is worse. Wealth beyond 1e300
 * is cut off there, which only makes it smaller. Mutable and not thread-safe. An update allocates nothing and takes 120 multiplications.
 */
public final class LearnedBaselineEProcess {
    private static final int KIND = 67;
    private static final int VERSION = 1;

    private static final int RATES = 24;
    private static final double SHARE_OF_THE_BOUND = 0.1;

    private final BaselineSample baseline;
    private final double alpha;
    private final double tolerance;
    private final double[] rates;
    /** By rate: what the sum of its wealth over the alternatives has to reach. */
    private final double[] enough = new double[RATES];
    /** By alternative and rate: alternative × 24 + rate. */
    private final double[] bets = new double[Bets.ALTERNATIVES * RATES];

    private final double[] afterError = new double[Bets.ALTERNATIVES * RATES];
    private final double[] afterSuccess = new double[Bets.ALTERNATIVES * RATES];
    private final double[] wealth = new double[Bets.ALTERNATIVES * RATES];
    private final ChangePrior prior = new ChangePrior();
    /** A rate that was not rejected when last looked at. */
    private int standing = RATES - 1;

    private long n;
    private boolean raised;

    /**
     * A process that has seen the baseline, and nothing of the field.
     *
     * @param errors wrong predictions of the baseline, 0 to {@code labels}
     * @param labels labelled predictions of the baseline, randomly drawn, at least 1
     * @param alpha probability of ever raising a false alarm, between 0 and 1
     * @param tolerance rise of the error rate that is put up with, at least 0 and below 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public LearnedBaselineEProcess(long errors, long labels, double alpha, double tolerance) {
        this.baseline = new BaselineSample(errors, labels);
        this.alpha = Require.level(alpha);
        this.tolerance = BaselineSample.requireTolerance(tolerance);
        rates = baseline.rates(RATES, SHARE_OF_THE_BOUND * alpha);
        double[] evidence = baseline.evidence(rates, tolerance);
        for (int g = 0; g < RATES; g++) {
            enough[g] = Bets.ALTERNATIVES / ((1 - SHARE_OF_THE_BOUND) * alpha) / evidence[g];
            layOutBets(g);
        }
    }

    private void layOutBets(int g) {
        double p0 = promised(g);
        double[] of = Bets.onErrors(p0);
        double[] error = Bets.factors(of, p0, 1);
        double[] success = Bets.factors(of, p0, 0);
        for (int i = 0; i < of.length; i++) {
            bets[i * RATES + g] = of[i];
            afterError[i * RATES + g] = error[i];
            afterSuccess[i * RATES + g] = success[i];
        }
    }

    private double promised(int g) {
        return BaselineSample.promised(rates[g], tolerance);
    }

    /** F_p, the baseline's evidence that its rate lies below p; it rises with p. */
    double evidenceAgainst(double p) {
        return baseline.evidenceAgainst(p);
    }

    /**
     * Takes the next outcome in.
     *
     * @param error whether the prediction was wrong
     * @return whether the alarm is raised now, or was before
     */
    public boolean update(boolean error) {
        n++;
        double weight = prior.weight(n);
        double[] factors = error ? afterError : afterSuccess;
        double[] values = wealth;
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] + weight) * factors[i];
        }
        return judge();
    }

    /**
     * Takes the next loss in, of a label that was drawn with some probability π; see
     * {@link LifetimeEProcess#update(double, double)}.
     *
     * @param loss what was lost, 0 to 1
     * @param weight the least π of all divided by this label's, above 0 and at most 1
     * @return whether the alarm is raised now, or was before
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public boolean update(double loss, double weight) {
        Bets.require(loss, weight);
        n++;
        double share = prior.weight(n);
        for (int g = 0; g < RATES; g++) {
            double gain = weight * (loss - promised(g));
            for (int i = g; i < wealth.length; i += RATES) {
                wealth[i] = (wealth[i] + share) * (1 + bets[i] * gain);
            }
        }
        return judge();
    }

    private boolean judge() {
        // The lowest rate's wealth is the greatest.
        if (sum(0) > LifetimeEProcess.LARGEST) {
            for (int i = 0; i < wealth.length; i++) {
                wealth[i] = Math.min(wealth[i], LifetimeEProcess.LARGEST);
            }
        }
        if (sum(standing) < enough[standing]) {
            return raised;
        }
        for (int g = 0; g < RATES; g++) {
            if (sum(g) < enough[g]) {
                standing = g;
                return raised;
            }
        }
        raised = true;
        return true;
    }

    private double sum(int g) {
        double sum = 0;
        for (int i = g; i < wealth.length; i += RATES) {
            sum += wealth[i];
        }
        return sum;
    }

    /**
     * The evidence against the rate that is the hardest to reject, on the scale of {@link #bound}, at least 0. Not an e-value: a
     * baseline that looks too good by chance leaves only wrong rates to reject. So it is for this alarm alone, not for
     * {@link EBenjaminiHochberg}.
     */
    public double value() {
        double least = Double.POSITIVE_INFINITY;
        for (int g = 0; g < RATES; g++) {
            least = Math.min(least, sum(g) / enough[g]);
        }
        return Math.min(LifetimeEProcess.LARGEST, least / alpha);
    }

    /** The value from which it is an alarm: 1 / alpha. */
    public double bound() {
        return 1 / alpha;
    }

    /** Outcomes of the field taken in so far. */
    public long n() {
        return n;
    }

    /** Whether the value has ever reached the bound. */
    public boolean raised() {
        return raised;
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(baseline.errors())
                .put(baseline.labels())
                .put(alpha)
                .put(tolerance)
                .put(n)
                .put(raised)
                .put(wealth, wealth.length)
                .toBytes();
    }

    /**
     * A process from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no process can have it
     */
    public static LearnedBaselineEProcess fromBytes(byte[] bytes) {
        StateReader in = new StateReader("an e-process with a learned baseline", bytes, KIND, VERSION);
        LearnedBaselineEProcess process =
                new LearnedBaselineEProcess(in.getLong(), in.getLong(), in.getDouble(), in.getDouble());
        process.n = in.getLong();
        in.require(process.n >= 0, "number of values", process.n);
        process.raised = in.getBoolean();
        Wealth.read(in, process.wealth);
        in.end();
        return process;
    }
}
