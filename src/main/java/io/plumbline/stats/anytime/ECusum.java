package io.plumbline.stats.anytime;

import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * The e-CUSUM detector of Shin, Ramdas and Rinaldo, "E-detectors" (New England J. Stat. Data Sci. 2, 2024): as
 * {@link EShiryaevRoberts}, with a mean time between false alarms of at least A values, but
 * <pre>
 *   R_n = max(R_{n−1}, 1)·(1 + λ·weight·(loss − p0)).
 * </pre>
 * It keeps the best start of a change where e-SR sums over all starts. It is never above e-SR and so never quicker; its use is
 * a start that can be named: {@link #sinceStart}.
 *
 * <p>Mutable and not thread-safe. An update allocates nothing.
 */
public final class ECusum {
    private static final int KIND = 66;
    private static final int VERSION = 1;

    private final double p0;
    private final double runLength;
    private final double enough;
    private final double[] bets;
    private final double[] afterError;
    private final double[] afterSuccess;
    private final double[] wealth;
    private final long[] since;
    private long n;

    /**
     * A detector that has seen nothing.
     *
     * @param p0 promised error rate, between 0 and 1
     * @param runLength A, the least mean number of values between false alarms, above 1, at most 1e100
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ECusum(double p0, double runLength) {
        this.p0 = p0;
        this.runLength = EShiryaevRoberts.requireRunLength(runLength);
        bets = Bets.onErrors(p0);
        afterError = Bets.factors(bets, p0, 1);
        afterSuccess = Bets.factors(bets, p0, 0);
        enough = runLength * bets.length;
        wealth = new double[bets.length];
        since = new long[bets.length];
    }

    /**
     * Takes the next outcome in.
     *
     * @param error whether the prediction was wrong
     * @return whether this is an alarm; the next value begins anew
     */
    public boolean update(boolean error) {
        double[] factors = error ? afterError : afterSuccess;
        boolean anew = begin();
        double sum = 0;
        for (int i = 0; i < wealth.length; i++) {
            sum += bet(i, anew, factors[i]);
        }
        return sum >= enough;
    }

    /**
     * Takes the next loss in, of a label that was drawn with some probability π; see
     * {@link LifetimeEProcess#update(double, double)}.
     *
     * @param loss what was lost, 0 to 1
     * @param weight the least π of all divided by this label's, above 0 and at most 1
     * @return whether this is an alarm; the next value begins anew
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public boolean update(double loss, double weight) {
        Bets.require(loss, weight);
        double gain = weight * (loss - p0);
        boolean anew = begin();
        double sum = 0;
        for (int i = 0; i < wealth.length; i++) {
            sum += bet(i, anew, 1 + bets[i] * gain);
        }
        return sum >= enough;
    }

    private boolean begin() {
        boolean anew = sum() >= enough;
        n++;
        return anew;
    }

    private double bet(int i, boolean anew, double factor) {
        if (anew || wealth[i] <= 1) {
            wealth[i] = factor;
            since[i] = n;
        } else {
            wealth[i] *= factor;
        }
        return wealth[i];
    }

    /** The present value: the evidence against the promise since the best start. */
    public double value() {
        return sum() / wealth.length;
    }

    private double sum() {
        double sum = 0;
        for (double value : wealth) {
            sum += value;
        }
        return sum;
    }

    /** The value from which it is an alarm: A. */
    public double bound() {
        return runLength;
    }

    /** Outcomes taken in so far, over all alarms. */
    public long n() {
        return n;
    }

    /** Number of values since the richest bet was begun, that value included; 0 if there was none yet. */
    public long sinceStart() {
        int richest = 0;
        for (int i = 1; i < wealth.length; i++) {
            richest = wealth[i] > wealth[richest] ? i : richest;
        }
        return n == 0 ? 0 : n - since[richest] + 1;
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(p0)
                .put(runLength)
                .put(n)
                .put(wealth, wealth.length)
                .put(since, since.length)
                .toBytes();
    }

    /**
     * A detector from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no detector can have it
     */
    public static ECusum fromBytes(byte[] bytes) {
        StateReader in = new StateReader("an e-CUSUM detector", bytes, KIND, VERSION);
        ECusum detector = new ECusum(in.getDouble(), in.getDouble());
        detector.n = in.getLong();
        in.require(detector.n >= 0, "number of values", detector.n);
        Wealth.read(in, detector.wealth);
        long[] since = in.getLongs();
        in.require(since.length == detector.since.length, "number of starts", since.length);
        for (int i = 0; i < since.length; i++) {
            in.require(since[i] >= 0 && since[i] <= detector.n, "start", since[i]);
            detector.since[i] = since[i];
        }
        in.end();
        return detector;
    }
}
