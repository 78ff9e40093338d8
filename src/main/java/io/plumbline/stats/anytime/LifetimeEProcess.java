package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * An alarm on a stream of losses that is false at most once in 1/alpha lifetimes: the probability of ever raising it while
 * every loss has mean p0 or less is at most alpha, however long the stream and however often one looks.
 *
 * <p>A mixture e-process: Shin, Ramdas and Rinaldo, "E-detectors" (New England J. Stat. Data Sci. 2, 2024), with a prior over
 * the moment of change. For each bet λ
 * <pre>
 *   R_n = (R_{n−1} + w_n)·(1 + λ·weight·(loss − p0)),   Σ w_n ≤ 1,
 * </pre>
 * and the value is the mean over the bets. Under the promise it plus the weight still to come is a supermartingale that
 * starts at 1, so Ville's inequality bounds the alarm at 1/alpha. The losses may depend on the past, as long as each has a
 * conditional mean of at most p0. A mixture over fixed bets is itself one predictable bet that learns which of them pays.
 * Half of the prior w is 1 / (k·ln² k) from k = 2, half the same from k = 1,000; the paper leaves it open, and the first half
 * alone is a usual choice. From n = 128 runs of neighbours share the smallest weight among them.
 *
 * <p>The alarm is latched: once raised it stays. Wealth beyond 1e300 is cut off there, which only makes it smaller.
 * Mutable and not thread-safe. An update allocates nothing.
 */
public final class LifetimeEProcess {
    static final double LARGEST = 1e300;

    private static final int KIND = 64;
    private static final int VERSION = 1;

    private final boolean errors;
    private final double p0;
    private final double alpha;
    private final double[] bets;
    private final double[] afterError;
    private final double[] afterSuccess;
    private final double enough;
    private final ChangePrior prior = new ChangePrior();
    private final double[] wealth;
    private long n;
    private boolean raised;

    /**
     * An alarm for errors, that bets on the rates {1.25, 1.5, 2, 3, 4}·p0 and has seen nothing: value 0.
     *
     * @param p0 promised error rate, between 0 and 1
     * @param alpha probability of ever raising a false alarm, between 0 and 1
     * @throws IllegalArgumentException if either is not between 0 and 1
     */
    public LifetimeEProcess(double p0, double alpha) {
        this(true, p0, alpha);
    }

    /**
     * An alarm for losses of unknown variance, such as a device's share of errors in a day. For errors, which are 0 or 1, the
     * {@linkplain #LifetimeEProcess constructor} bets better.
     *
     * @param m0 promised mean loss, between 0 and 1
     * @param alpha probability of ever raising a false alarm, between 0 and 1
     * @throws IllegalArgumentException if either is not between 0 and 1
     */
    public static LifetimeEProcess ofLosses(double m0, double alpha) {
        return new LifetimeEProcess(false, m0, alpha);
    }

    private LifetimeEProcess(boolean errors, double p0, double alpha) {
        this.errors = errors;
        this.p0 = p0;
        this.alpha = Require.level(alpha);
        bets = errors ? Bets.onErrors(p0) : Bets.onLosses(p0);
        afterError = Bets.factors(bets, p0, 1);
        afterSuccess = Bets.factors(bets, p0, 0);
        wealth = new double[bets.length];
        enough = bets.length / alpha;
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
        double sum = 0;
        for (int i = 0; i < wealth.length; i++) {
            double value = (wealth[i] + weight) * factors[i];
            wealth[i] = value;
            sum += value;
        }
        return judge(sum);
    }

    /**
     * Takes the next loss in, of a label that was drawn with some probability π.
     *
     * @param loss what was lost, 0 to 1
     * @param weight the least π of all divided by this label's, above 0 and at most 1: then the promise is about the mean loss
     *     of all predictions, drawn or not. It must be known before the loss is
     * @return whether the alarm is raised now, or was before
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public boolean update(double loss, double weight) {
        Bets.require(loss, weight);
        n++;
        double share = prior.weight(n);
        double gain = weight * (loss - p0);
        double sum = 0;
        for (int i = 0; i < wealth.length; i++) {
            double value = (wealth[i] + share) * (1 + bets[i] * gain);
            wealth[i] = value;
            sum += value;
        }
        return judge(sum);
    }

    private boolean judge(double sum) {
        if (sum >= enough) {
            raised = true;
            for (int i = 0; i < wealth.length; i++) {
                wealth[i] = Math.min(wealth[i], LARGEST);
            }
        }
        return raised;
    }

    /** The present e-value, 0 to 1e300: the evidence against the promise. */
    public double value() {
        double sum = 0;
        for (double value : wealth) {
            sum += value;
        }
        return sum / wealth.length;
    }

    /** The value from which it is an alarm: 1 / alpha. */
    public double bound() {
        return 1 / alpha;
    }

    /** Outcomes taken in so far. */
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
                .put(errors)
                .put(p0)
                .put(alpha)
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
    public static LifetimeEProcess fromBytes(byte[] bytes) {
        StateReader in = new StateReader("a lifetime e-process", bytes, KIND, VERSION);
        LifetimeEProcess process = new LifetimeEProcess(in.getBoolean(), in.getDouble(), in.getDouble());
        process.n = in.getLong();
        in.require(process.n >= 0, "number of values", process.n);
        process.raised = in.getBoolean();
        Wealth.read(in, process.wealth);
        in.end();
        return process;
    }
}
