package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * The Page–Hinkley test with forgetting: Page, "Continuous Inspection Schemes" (Biometrika 41, 1954), and Hinkley,
 * "Inference about the Change-Point from Cumulative Sum Tests" (Biometrika 58, 1971).
 *
 * <p>With the mean of all values since it began, the newest among them, it adds up
 * {@code S = α·S + x − mean − δ}; the mean has risen when S − min S > λ, and fallen when max S' − S' > λ with
 * {@code S' = α·S' + x − mean + δ}. After drift it begins anew with the next value. There are no warnings. With
 * forgetting, sums decay to 0, and it matters from where they are measured: {@link Form} has the ways in use.
 *
 * <p>Values lie from −1e100 to 1e100; δ and λ are in their units. Memory is constant. Mutable and not thread-safe.
 */
public final class PageHinkley implements Detector {
    private static final int KIND = 38;
    private static final int VERSION = 1;
    private static final String NAME = "Page-Hinkley";

    private final Settings settings;
    private final Form form;
    private final boolean up;
    private final boolean down;
    private final int minInstances;
    private final double delta;
    private final double lambda;
    private final double alpha;
    private long total;
    private long n;
    private double mean;
    private double rise;
    private double leastRise;
    private double fall;
    private double greatestFall;

    /** From where the sum S of rises is measured; for falls likewise. */
    public enum Form {
        /** From its least value: {@code S − min S > λ}, the test as published. */
        MINIMUM(0),
        /** From 0: {@code S > λ}; a long quiet time, in which S falls to about −δ/(1 − α), delays the alarm. */
        ZERO(1),
        /** From 0, below which S is not let fall: {@code S = max(0, α·S + x − mean − δ)}. */
        FLOORED(2);

        /** In stored states. */
        private final int code;

        Form(int code) {
            this.code = code;
        }
    }

    /**
     * What the test can be told.
     *
     * @param minInstances values after which it judges, at least 1
     * @param delta change of the mean that is tolerated, at least 0
     * @param lambda threshold, above 0
     * @param alpha share of the sum that is kept at each value, above 0 and at most 1: at 1 nothing is forgotten
     * @param direction which changes are looked for
     * @param form from where the sum is measured
     */
    public record Settings(
            int minInstances, double delta, double lambda, double alpha, Direction direction, Form form) {
        /** Conventional: 30 values, δ .005, λ 50, α .9999, rises, measured from the minimum. */
        public static final Settings DEFAULT = new Settings(30, .005, 50, .9999, Direction.UP, Form.MINIMUM);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Inputs.atLeast(1, "A number of values before the first judgement", minInstances);
            Inputs.atLeastZero("A tolerated change", delta);
            Require.positive("A threshold", lambda);
            if (!(alpha > 0 && alpha <= 1)) {
                throw new IllegalArgumentException("A share that is kept lies above 0 and up to 1, not " + alpha);
            }
        }

        /** The same, for changes in another direction. */
        public Settings in(Direction other) {
            return new Settings(minInstances, delta, lambda, alpha, other, form);
        }

        /** The same, measured otherwise. */
        public Settings as(Form other) {
            return new Settings(minInstances, delta, lambda, alpha, direction, other);
        }
    }

    /** A test for rises with the conventional settings. */
    public PageHinkley() {
        this(Settings.DEFAULT);
    }

    /** A test that has seen nothing. */
    public PageHinkley(Settings settings) {
        this.settings = settings;
        form = settings.form;
        up = settings.direction.up();
        down = settings.direction.down();
        minInstances = settings.minInstances;
        delta = settings.delta;
        lambda = settings.lambda;
        alpha = settings.alpha;
    }

    /**
     * Restores a test.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static PageHinkley fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        PageHinkley test = new PageHinkley(new Settings(
                in.getInt(), in.getDouble(), in.getDouble(), in.getDouble(), Direction.read(in), form(in)));
        test.total = in.getLong();
        test.n = in.getLong();
        test.mean = Inputs.readNumber(in, "mean");
        test.rise = Inputs.readNumber(in, "sum of rises");
        test.leastRise = Inputs.readNumber(in, "least sum");
        test.fall = Inputs.readNumber(in, "sum of falls");
        test.greatestFall = Inputs.readNumber(in, "greatest sum");
        in.require(test.n >= 0 && test.n <= test.total, "count", test.n);
        in.require(test.leastRise <= 0, "least sum", test.leastRise);
        in.require(test.greatestFall >= 0, "greatest sum", test.greatestFall);
        in.end();
        return test;
    }

    private static Form form(StateReader in) {
        int code = in.getInt();
        in.require(code >= 0 && code <= 2, "form", code);
        return code == 0 ? Form.MINIMUM : code == 1 ? Form.ZERO : Form.FLOORED;
    }

    /** {@inheritDoc} Here x lies from −1e100 to 1e100. */
    @Override
    public Signal update(double x) {
        if (!(Math.abs(x) <= Inputs.LARGEST)) {
            throw Inputs.notFinite(x);
        }
        total++;
        long count = ++n;
        // The reciprocal waits for no earlier value, so that a processor can divide ahead.
        mean += (x - mean) * (1.0 / count);
        double deviation = x - mean;
        boolean drift = up && addRise(deviation);
        drift |= down && addFall(deviation);
        if (drift && count >= minInstances) {
            begin();
            return Signal.DRIFT;
        }
        return Signal.STABLE;
    }

    private boolean addRise(double deviation) {
        double sum = alpha * rise + (deviation - delta);
        if (form == Form.FLOORED && sum < 0) {
            sum = 0;
        }
        rise = sum;
        if (form == Form.MINIMUM && sum < leastRise) {
            leastRise = sum;
        }
        return sum - leastRise > lambda;
    }

    private boolean addFall(double deviation) {
        double sum = alpha * fall + (deviation + delta);
        if (form == Form.FLOORED && sum > 0) {
            sum = 0;
        }
        fall = sum;
        if (form == Form.MINIMUM && sum > greatestFall) {
            greatestFall = sum;
        }
        return greatestFall - sum > lambda;
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
                .put(minInstances)
                .put(delta)
                .put(lambda)
                .put(alpha)
                .put(settings.direction.code())
                .put(form.code)
                .put(total)
                .put(n)
                .put(mean)
                .put(rise)
                .put(leastRise)
                .put(fall)
                .put(greatestFall)
                .toBytes();
    }

    private void begin() {
        n = 0;
        mean = 0;
        rise = 0;
        leastRise = 0;
        fall = 0;
        greatestFall = 0;
    }
}
