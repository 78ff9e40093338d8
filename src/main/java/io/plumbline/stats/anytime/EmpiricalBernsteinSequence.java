package io.plumbline.stats.anytime;

import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * Confidence sequence of a mean of values from 0 to 1: intervals that cover the true mean at all times at once with
 * probability 1 − alpha, and narrow with the variance that is seen. For rates {@link BetaBinomialSequence} is narrower.
 *
 * <p>The predictable plug-in empirical-Bernstein sequence of Waudby-Smith and Ramdas, "Estimating means of bounded random
 * variables by betting" (JRSS B 86, 2024), theorem 2:
 * <pre>
 *   λ_t = min(½, √(2·ln(2/α) / (σ̂²_{t−1}·t·ln(1 + t)))),   ψ(λ) = (−ln(1 − λ) − λ) / 4,
 *   Σ λ_i·x_i / Σ λ_i  ±  (ln(2/α) + Σ 4·(x_i − μ̂_{i−1})²·ψ(λ_i)) / Σ λ_i
 * </pre>
 * with μ̂_t = (½ + Σ x_i) / (t + 1) and σ̂²_t = (¼ + Σ (x_i − μ̂_i)²) / (t + 1). It holds for values that depend on the past, as
 * long as their conditional mean stays the same; {@link #interval} is the intersection of all intervals so far.
 *
 * <p>Mutable and not thread-safe. An update allocates nothing.
 */
public final class EmpiricalBernsteinSequence {
    private static final int KIND = 68;
    private static final int VERSION = 1;
    private static final double MOST = 0.5;

    private final double alpha;
    private final double log;
    private long n;
    private double sum;
    private double squares;
    private double weights;
    private double weighted;
    private double penalty;
    private double lower;
    private double upper = 1;

    /**
     * A sequence that has seen nothing: [0, 1].
     *
     * @param alpha probability of ever missing the true mean, between 0 and 1
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public EmpiricalBernsteinSequence(double alpha) {
        this.alpha = Require.level(alpha);
        log = Math.log(2 / alpha);
    }

    /**
     * Takes the next value in.
     *
     * @param x value, 0 to 1
     * @throws IllegalArgumentException if x is NaN or outside 0 to 1; nothing has changed then
     */
    public void update(double x) {
        Require.unit("A value", x);
        double meanBefore = (0.5 + sum) / (n + 1.0);
        double varianceBefore = (0.25 + squares) / (n + 1.0);
        n++;
        double lambda = Math.min(MOST, Math.sqrt(2 * log / (varianceBefore * n * Math.log1p((double) n))));
        double deviation = x - meanBefore;
        weights += lambda;
        weighted += lambda * x;
        penalty += deviation * deviation * (-Math.log1p(-lambda) - lambda);
        sum += x;
        double mean = (0.5 + sum) / (n + 1.0);
        squares += (x - mean) * (x - mean);
        narrow();
    }

    private void narrow() {
        double middle = weighted / weights;
        double half = (log + penalty) / weights;
        double above = Math.max(lower, middle - half);
        double below = Math.min(upper, middle + half);
        // Once in 1 / alpha sequences the intersection is empty: the last interval that was not then stays.
        if (above <= below) {
            lower = above;
            upper = below;
        }
    }

    /** The present interval, within [0, 1] and within every earlier one. */
    public Interval interval() {
        return new Interval(lower, upper);
    }

    /** Mean of the values so far; NaN if there are none. */
    public double mean() {
        return n == 0 ? Double.NaN : sum / n;
    }

    /** Values taken in so far. */
    public long n() {
        return n;
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        double[] state = {sum, squares, weights, weighted, penalty, lower, upper};
        return new StateWriter(KIND, VERSION)
                .put(alpha)
                .put(n)
                .put(state, state.length)
                .toBytes();
    }

    /**
     * A sequence from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no sequence can have it
     */
    public static EmpiricalBernsteinSequence fromBytes(byte[] bytes) {
        StateReader in = new StateReader("an empirical-Bernstein sequence", bytes, KIND, VERSION);
        EmpiricalBernsteinSequence sequence = new EmpiricalBernsteinSequence(in.getDouble());
        sequence.n = in.getLong();
        in.require(sequence.n >= 0, "number of values", sequence.n);
        double[] state = in.getDoubles();
        in.require(state.length == 7, "number of sums", state.length);
        for (double value : state) {
            in.require(value >= 0 && value < Double.POSITIVE_INFINITY, "sum", value);
        }
        in.require(state[5] <= state[6] && state[6] <= 1, "interval", state[5] + " to " + state[6]);
        in.end();
        sequence.sum = state[0];
        sequence.squares = state[1];
        sequence.weights = state[2];
        sequence.weighted = state[3];
        sequence.penalty = state[4];
        sequence.lower = state[5];
        sequence.upper = state[6];
        return sequence;
    }
}
