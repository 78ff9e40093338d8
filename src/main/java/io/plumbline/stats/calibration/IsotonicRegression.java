package io.plumbline.stats.calibration;

import io.plumbline.stats.Histogram;
import java.util.Arrays;

/**
 * The non-decreasing function of least weighted squares (Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution
 * function for sampling with incomplete information", Ann. Math. Stat. 26, 1955, by pooling adjacent violators), as a map
 * from confidence to probability (Zadrozny and Elkan, KDD 2002). Immutable; safe to share.
 *
 * <p>Equal x are pooled first. Between two points of the fit the function is linear, outside it is constant.
 */
public final class IsotonicRegression {
    /** Distance below which two x are the same: rounding of 0.1 + 0.2 must not make a step. */
    private static final double RESOLUTION = 1e-15;

    private final double[] xs;
    private final double[] ys;

    private IsotonicRegression(double[] xs, double[] ys) {
        this.xs = xs;
        this.ys = ys;
    }

    /** {@link #fit(double[], double[], double[])} with equal weights. */
    public static IsotonicRegression fit(double[] x, double[] y) {
        double[] weight = new double[x.length];
        Arrays.fill(weight, 1);
        return fit(x, y, weight);
    }

    /**
     * Fits the function. Takes time n log n.
     *
     * @param x where, finite, in any order; not changed
     * @param y what, as many, finite; not changed
     * @param weight how much each counts, as many, at least 0 and finite, one at least above 0; those of 0 are left out
     * @throws IllegalArgumentException if the lengths differ, nothing counts, or a number is NaN or out of its range
     */
    public static IsotonicRegression fit(double[] x, double[] y, double[] weight) {
        requireFit(x, y, weight);
        int[] order = Order.ascending(x);
        Pool pool = new Pool(x.length);
        for (int i : order) {
            pool.add(x[i], y[i] * weight[i], weight[i]);
        }
        return pool.fit();
    }

    /**
     * Fits accuracy as a function of confidence.
     *
     * @param data labelled predictions, at least one
     * @throws IllegalArgumentException if there is none
     */
    public static IsotonicRegression fit(Labelled data) {
        Pool pool = new Pool(data.entries());
        for (int i = 0; i < data.entries(); i++) {
            pool.add(data.confidence(i), data.correct(i) ? data.mass(i) : 0, data.mass(i));
        }
        return pool.fit();
    }

    /**
     * The function at one place.
     *
     * @param x where, not NaN
     * @throws IllegalArgumentException if x is NaN
     */
    public double predict(double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("There is no value at " + x);
        }
        int last = xs.length - 1;
        if (x <= xs[0]) {
            return ys[0];
        }
        if (x >= xs[last]) {
            return ys[last];
        }
        int found = Arrays.binarySearch(xs, x);
        if (found >= 0) {
            return ys[found];
        }
        int right = -found - 1;
        double slope = (ys[right] - ys[right - 1]) / (xs[right] - xs[right - 1]);
        return slope * (x - xs[right - 1]) + ys[right - 1];
    }

    /**
     * Mean of the function over many places.
     *
     * @param x where, at least one, none NaN; not changed
     * @throws IllegalArgumentException if there is none, or one is NaN
     */
    public double mean(double[] x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("There is no mean of " + x.length + " values");
        }
        double sum = 0;
        for (double at : x) {
            sum += predict(at);
        }
        return sum / x.length;
    }

    /**
     * Mean of the function over the values in a histogram, each taken in the middle of its bin.
     *
     * @param x where, at least one value; not changed
     * @throws IllegalArgumentException if it is empty or not over 0 to 1
     */
    public double mean(Histogram x) {
        x.requireUnitRange();
        if (x.count() == 0) {
            throw new IllegalArgumentException("There is no mean of " + x.count() + " values");
        }
        double sum = 0;
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            sum += x.count(bin) == 0 ? 0 : x.count(bin) * predict(Labelled.middle(bin));
        }
        return sum / x.count();
    }

    /** Where the function bends, ascending, at least one; a fresh array. */
    public double[] thresholds() {
        return xs.clone();
    }

    /** Values of the function at {@link #thresholds}, non-decreasing; a fresh array. */
    public double[] values() {
        return ys.clone();
    }

    private static void requireFit(double[] x, double[] y, double[] weight) {
        if (x.length != y.length || x.length != weight.length) {
            throw new IllegalArgumentException(
                    "x, y and weights must be as many, not " + x.length + ", " + y.length + " and " + weight.length);
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                throw new IllegalArgumentException("Point " + i + " is not finite: " + x[i] + ", " + y[i]);
            }
            if (!(weight[i] >= 0 && weight[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("A weight is at least 0 and finite, not " + weight[i]);
            }
        }
    }

    /** Distinct x in ascending order, in blocks whose means ascend: the last block may still have to join its neighbour. */
    private static final class Pool {
        private final double[] xs;
        private final double[] sums;
        private final double[] weights;
        private final int[] starts;
        private int points;
        private int blocks;

        Pool(int capacity) {
            xs = new double[capacity];
            sums = new double[capacity];
            weights = new double[capacity];
            starts = new int[capacity];
        }

        /** Adds a point with x not below the last one. */
        void add(double x, double sum, double weight) {
            if (weight == 0) {
                return;
            }
            if (points > 0 && x - xs[points - 1] < RESOLUTION) {
                // Still the newest point: it is a block of its own until the next one comes.
                sums[blocks - 1] += sum;
                weights[blocks - 1] += weight;
                return;
            }
            settle();
            xs[points] = x;
            starts[blocks] = points++;
            sums[blocks] = sum;
            weights[blocks++] = weight;
        }

        /** Joins the last block with those before it whose mean is not below its own. */
        private void settle() {
            while (blocks > 1 && mean(blocks - 2) >= mean(blocks - 1)) {
                sums[blocks - 2] += sums[blocks - 1];
                weights[blocks - 2] += weights[blocks - 1];
                blocks--;
            }
        }

        private double mean(int block) {
            return sums[block] / weights[block];
        }

        /** First and last point of each block; what lies between adds nothing to the function. */
        IsotonicRegression fit() {
            settle();
            if (blocks == 0) {
                throw new IllegalArgumentException("A fit needs a point of positive weight, not " + points);
            }
            double[] bends = new double[2 * blocks];
            double[] values = new double[2 * blocks];
            int n = 0;
            for (int block = 0; block < blocks; block++) {
                int first = starts[block];
                int last = (block + 1 < blocks ? starts[block + 1] : points) - 1;
                bends[n] = xs[first];
                values[n++] = mean(block);
                if (last > first) {
                    bends[n] = xs[last];
                    values[n++] = mean(block);
                }
            }
            return new IsotonicRegression(Arrays.copyOf(bends, n), Arrays.copyOf(values, n));
        }
    }
}
