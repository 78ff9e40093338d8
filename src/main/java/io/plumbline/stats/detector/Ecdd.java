package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * ECDD, the exponentially weighted moving average chart for concept drift: Ross, Adams, Tasoulis and Hand, "Exponentially
 * Weighted Moving Average Charts for Detecting Concept Drift" (Pattern Recognition Letters 33, 2012).
 *
 * <p>With the rate of errors p of all t values since it began and {@code Z = (1 − λ)Z + λx} from Z = 0, whose deviation is
 * {@code σ = √(p(1 − p)·λ/(2 − λ)·(1 − (1 − λ)^2t))}, it drifts at {@code Z > p + L·σ} and warns at {@code Z > p + L·σ/2}. L
 * is the paper's polynomial in p, fitted for λ = 0.2 so that the mean time between false drifts is about what is asked for;
 * at error rates above about one half it is not meant to be used. Only rises are seen. After drift it begins anew with the
 * next value.
 *
 * <p>Values are 1 for an error and 0 for a success. Memory is constant. Mutable and not thread-safe.
 */
public final class Ecdd implements Detector {
    private static final int KIND = 42;
    private static final int VERSION = 1;
    private static final String NAME = "ECDD";

    private final Settings settings;
    private final int minInstances;
    private final double lambda;
    private final double rest;
    private final double squaredRest;
    private final double scale;
    private final double warningShare;
    private final double l0;
    private final double l1;
    private final double l3;
    private final double l5;
    private final double l7;
    private long total;
    private long n;
    private long errors;
    private double average;
    /** (1 − λ)^2t. */
    private double remainder;

    /** Values from one false drift to the next, on average, for which the paper has a polynomial. */
    public enum RunLength {
        /** A false drift in about 100 values. */
        ARL_100(100, 2.76, -6.23, 18.12, -312.45, 1002.18),
        /** A false drift in about 400 values. */
        ARL_400(400, 3.97, -6.56, 48.73, -330.13, 848.18),
        /** A false drift in about 1,000 values. */
        ARL_1000(1000, 1.17, 7.56, -21.24, 112.12, -987.23);

        private final int values;
        private final double l0;
        private final double l1;
        private final double l3;
        private final double l5;
        private final double l7;

        RunLength(int values, double l0, double l1, double l3, double l5, double l7) {
            this.values = values;
            this.l0 = l0;
            this.l1 = l1;
            this.l3 = l3;
            this.l5 = l5;
            this.l7 = l7;
        }
    }

    /**
     * What ECDD can be told.
     *
     * @param minInstances values after which it judges, at least 1
     * @param lambda weight of the newest value, between 0 and 1; the control limits are fitted for 0.2
     * @param runLength mean time between false drifts
     * @param warningShare share of the control limit at which it warns, above 0 and at most 1
     */
    public record Settings(int minInstances, double lambda, RunLength runLength, double warningShare) {
        /** The paper's: 30 values, λ .2, a false drift in 400 values, a warning at half the limit. */
        public static final Settings DEFAULT = new Settings(30, .2, RunLength.ARL_400, .5);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Inputs.atLeast(1, "A number of values before the first judgement", minInstances);
            Require.fraction("A weight of the newest value", lambda);
            if (!(warningShare > 0 && warningShare <= 1)) {
                throw new IllegalArgumentException(
                        "A share of the limit lies above 0 and up to 1, not " + warningShare);
            }
        }
    }

    /** A detector with the paper's settings. */
    public Ecdd() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Ecdd(Settings settings) {
        this.settings = settings;
        minInstances = settings.minInstances;
        lambda = settings.lambda;
        rest = 1 - lambda;
        squaredRest = rest * rest;
        scale = lambda / (2 - lambda);
        warningShare = settings.warningShare;
        l0 = settings.runLength.l0;
        l1 = settings.runLength.l1;
        l3 = settings.runLength.l3;
        l5 = settings.runLength.l5;
        l7 = settings.runLength.l7;
        begin();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Ecdd fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Ecdd ecdd = new Ecdd(new Settings(in.getInt(), in.getDouble(), runLength(in), in.getDouble()));
        ecdd.total = in.getLong();
        ecdd.n = in.getLong();
        ecdd.errors = in.getLong();
        ecdd.average = in.getDouble();
        ecdd.remainder = in.getDouble();
        in.require(ecdd.n >= 0 && ecdd.n <= ecdd.total, "count", ecdd.n);
        in.require(ecdd.errors >= 0 && ecdd.errors <= ecdd.n, "number of errors", ecdd.errors);
        in.require(ecdd.average >= 0 && ecdd.average <= 1, "moving average", ecdd.average);
        in.require(ecdd.remainder >= 0 && ecdd.remainder <= 1, "remaining weight", ecdd.remainder);
        in.end();
        return ecdd;
    }

    private static RunLength runLength(StateReader in) {
        int values = in.getInt();
        in.require(values == 100 || values == 400 || values == 1000, "run length", values);
        return values == 100 ? RunLength.ARL_100 : values == 400 ? RunLength.ARL_400 : RunLength.ARL_1000;
    }

    /** {@inheritDoc} Here x is 0 or 1. */
    @Override
    public Signal update(double x) {
        if (Inputs.isNotABit(x)) {
            throw Inputs.notAnError(x);
        }
        total++;
        errors += (long) x;
        long count = ++n;
        average = rest * average + lambda * x;
        remainder *= squaredRest;
        if (count < minInstances) {
            return Signal.STABLE;
        }
        double rate = (double) errors / count;
        double excess = average - rate;
        double band = limit(rate) * Math.sqrt(rate * (1 - rate) * scale * (1 - remainder));
        if (excess > band) {
            begin();
            return Signal.DRIFT;
        }
        return excess > warningShare * band ? Signal.WARNING : Signal.STABLE;
    }

    private double limit(double p) {
        double square = p * p;
        return l0 + p * (l1 + square * (l3 + square * (l5 + square * l7)));
    }

    @Override
    public long n() {
        return total;
    }

    @Override
    public void reset() {
        total = 0;
        begin();
    }

    @Override
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(settings.minInstances)
                .put(lambda)
                .put(settings.runLength.values)
                .put(warningShare)
                .put(total)
                .put(n)
                .put(errors)
                .put(average)
                .put(remainder)
                .toBytes();
    }

    private void begin() {
        n = 0;
        errors = 0;
        average = 0;
        remainder = 1;
    }
}
