package io.plumbline.stats.anytime;

import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * The e-SR detector of Shin, Ramdas and Rinaldo, "E-detectors" (New England J. Stat. Data Sci. 2, 2024): an alarm on a stream
 * of errors with a mean time between false alarms of at least A values, for every error rate up to p0.
 *
 * <p>For each alternative q = {1.25, 1.5, 2, 3, 4}·p0
 * <pre>
 *   R_n = (R_{n−1} + 1)·L_n,   L_n = q / p0 after an error, (1 − q) / (1 − p0) otherwise;
 * </pre>
 * alarm when the mean of the five reaches A. It then begins anew. For a guarantee over a whole lifetime rather than on
 * average take {@link LifetimeEProcess}.
 *
 * <p>Mutable and not thread-safe. An update allocates nothing; the five values are fields, not an array, since this is the
 * quickest of all detectors and indexing was a third of its time.
 */
public final class EShiryaevRoberts {
    private static final int KIND = 65;
    private static final int VERSION = 1;

    private static final double MOST_RUN_LENGTH = 1e100;

    private final double p0;
    private final double runLength;
    private final double enough;
    private final double[] bets;
    private final double error0;
    private final double error1;
    private final double error2;
    private final double error3;
    private final double error4;
    private final double success0;
    private final double success1;
    private final double success2;
    private final double success3;
    private final double success4;
    private double r0;
    private double r1;
    private double r2;
    private double r3;
    private double r4;
    private long n;

    /**
     * A detector that has seen nothing.
     *
     * @param p0 promised error rate, between 0 and 1
     * @param runLength A, the least mean number of values between false alarms, above 1, at most 1e100
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public EShiryaevRoberts(double p0, double runLength) {
        this.p0 = p0;
        this.runLength = requireRunLength(runLength);
        bets = Bets.onErrors(p0);
        enough = runLength * bets.length;
        double[] error = Bets.factors(bets, p0, 1);
        error0 = error[0];
        error1 = error[1];
        error2 = error[2];
        error3 = error[3];
        error4 = error[4];
        double[] success = Bets.factors(bets, p0, 0);
        success0 = success[0];
        success1 = success[1];
        success2 = success[2];
        success3 = success[3];
        success4 = success[4];
    }

    static double requireRunLength(double runLength) {
        if (!(runLength > 1 && runLength <= MOST_RUN_LENGTH)) {
            throw new IllegalArgumentException("A mean time between false alarms is above 1 and at most "
                    + MOST_RUN_LENGTH + ", not " + runLength);
        }
        return runLength;
    }

    /**
     * Takes the next outcome in.
     *
     * @param error whether the prediction was wrong
     * @return whether this is an alarm; the detector has begun anew then
     */
    public boolean update(boolean error) {
        n++;
        if (error) {
            r0 = (r0 + 1) * error0;
            r1 = (r1 + 1) * error1;
            r2 = (r2 + 1) * error2;
            r3 = (r3 + 1) * error3;
            r4 = (r4 + 1) * error4;
        } else {
            r0 = (r0 + 1) * success0;
            r1 = (r1 + 1) * success1;
            r2 = (r2 + 1) * success2;
            r3 = (r3 + 1) * success3;
            r4 = (r4 + 1) * success4;
        }
        return judge();
    }

    /**
     * Takes the next loss in, of a label that was drawn with some probability π; see
     * {@link LifetimeEProcess#update(double, double)}.
     *
     * @param loss what was lost, 0 to 1
     * @param weight the least π of all divided by this label's, above 0 and at most 1
     * @return whether this is an alarm; the detector has begun anew then
     * @throws IllegalArgumentException if an argument is out of its range; nothing has changed then
     */
    public boolean update(double loss, double weight) {
        Bets.require(loss, weight);
        n++;
        double gain = weight * (loss - p0);
        r0 = (r0 + 1) * (1 + bets[0] * gain);
        r1 = (r1 + 1) * (1 + bets[1] * gain);
        r2 = (r2 + 1) * (1 + bets[2] * gain);
        r3 = (r3 + 1) * (1 + bets[3] * gain);
        r4 = (r4 + 1) * (1 + bets[4] * gain);
        return judge();
    }

    private boolean judge() {
        if (r0 + r1 + r2 + r3 + r4 < enough) {
            return false;
        }
        r0 = 0;
        r1 = 0;
        r2 = 0;
        r3 = 0;
        r4 = 0;
        return true;
    }

    /** The present value, 0 up to the bound: how many values' worth of evidence there is since the last alarm. */
    public double value() {
        return (r0 + r1 + r2 + r3 + r4) / bets.length;
    }

    /** The value from which it is an alarm: A. */
    public double bound() {
        return runLength;
    }

    /** Outcomes taken in so far, over all alarms. */
    public long n() {
        return n;
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        double[] wealth = {r0, r1, r2, r3, r4};
        return new StateWriter(KIND, VERSION)
                .put(p0)
                .put(runLength)
                .put(n)
                .put(wealth, wealth.length)
                .toBytes();
    }

    /**
     * A detector from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no detector can have it
     */
    public static EShiryaevRoberts fromBytes(byte[] bytes) {
        StateReader in = new StateReader("an e-SR detector", bytes, KIND, VERSION);
        EShiryaevRoberts detector = new EShiryaevRoberts(in.getDouble(), in.getDouble());
        detector.n = in.getLong();
        in.require(detector.n >= 0, "number of values", detector.n);
        double[] wealth = new double[detector.bets.length];
        Wealth.read(in, wealth);
        in.end();
        detector.r0 = wealth[0];
        detector.r1 = wealth[1];
        detector.r2 = wealth[2];
        detector.r3 = wealth[3];
        detector.r4 = wealth[4];
        return detector;
    }
}
