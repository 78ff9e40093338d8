package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;

/**
 * An alarm on a stream of errors that is false at most once in 1/alpha lifetimes: the probability of ever raising it while
 * every error has probability p0 or less is at most alpha, however long the stream and however often one looks.
 *
 * <p>A mixture e-process: Shin, Ramdas and Rinaldo, "E-detectors" (2022), with the weights of a prior over the moment of
 * change. For each alternative rate q in {1.25, 1.5, 2, 3, 4}·p0, kept below 1,
 * <pre>
 *   R_t = (R_{t−1} + w_t)·L_t,   w_t = 1 / (2.109743·(t + 1)·ln²(t + 1)),   Σ w_t ≤ 1,
 *   L_t = q / p0 after an error, (1 − q) / (1 − p0) otherwise,
 * </pre>
 * and the value is the mean of the five. Under the promise it plus the weight still to come is a supermartingale that
 * starts at 1, so Ville's inequality bounds the alarm at 1/alpha. The errors may depend on the past, as long as each has a
 * conditional probability of at most p0.
 *
 * <p>The alarm is latched: once raised it stays. Values beyond 1e300 are cut off there, which only makes them smaller.
 * Mutable and not thread-safe. An update allocates nothing.
 */
public final class LifetimeEProcess {
    private static final double[] FACTORS = {1.25, 1.5, 2, 3, 4};

    /** Σ 1 / (k·ln² k) over k ≥ 2 is 2.1097428…; rounded up, so that the weights never exceed 1 together. */
    private static final double WEIGHT_SUM = 2.109743;

    private static final double LARGEST = 1e300;

    private final double bound;
    private final double[] afterError = new double[FACTORS.length];
    private final double[] afterSuccess = new double[FACTORS.length];
    private final double[] values = new double[FACTORS.length];
    private long n;
    private boolean raised;

    /**
     * A process that has seen nothing: value 0.
     *
     * @param p0 promised error rate, between 0 and 1
     * @param alpha probability of ever raising a false alarm, between 0 and 1
     * @throws IllegalArgumentException if either is not between 0 and 1
     */
    public LifetimeEProcess(double p0, double alpha) {
        Require.fraction("A promised error rate", p0);
        Require.level(alpha);
        bound = 1 / alpha;
        for (int i = 0; i < FACTORS.length; i++) {
            // An alternative of 1 would be refuted for good by a single success.
            double q = Math.min(FACTORS[i] * p0, 1 - (1 - p0) / 20);
            afterError[i] = q / p0;
            afterSuccess[i] = (1 - q) / (1 - p0);
        }
    }

    /**
     * Takes the next outcome in.
     *
     * @param error whether the prediction was wrong
     * @return whether the alarm is raised now, or was before
     */
    public boolean update(boolean error) {
        n++;
        double log = Math.log(n + 1.0);
        double weight = 1 / (WEIGHT_SUM * (n + 1.0) * log * log);
        double[] factors = error ? afterError : afterSuccess;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double value = Math.min((values[i] + weight) * factors[i], LARGEST);
            values[i] = value;
            sum += value;
        }
        raised |= sum >= bound * values.length;
        return raised;
    }

    /** The present e-value, 0 to 1e300: the evidence against the promise. */
    public double value() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The value from which it is an alarm: 1 / alpha. */
    public double bound() {
        return bound;
    }

    /** Outcomes taken in so far. */
    public long n() {
        return n;
    }

    /** Whether the value has ever reached the bound. */
    public boolean raised() {
        return raised;
    }
}
