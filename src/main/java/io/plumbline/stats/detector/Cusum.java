package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * The cumulative sum chart, CUSUM, for a mean that is not known beforehand: Page, "Continuous Inspection Schemes"
 * (Biometrika 41, 1954).
 *
 * <p>With the mean of all values since it began, the newest among them, {@code S = max(0, S + x − mean − δ)}; the mean has
 * risen when S > λ, and fallen when the same sum of −x is. After drift it begins anew with the next value. There are no
 * warnings. It is the Page–Hinkley test without forgetting.
 *
 * <p>Values lie from −1e100 to 1e100; δ and λ are in their units. Memory is constant. Mutable and not thread-safe.
 */
public final class Cusum implements Detector {
    private static final int KIND = 39;
    private static final int VERSION = 1;
    private static final String NAME = "CUSUM";

    private final Settings settings;
    private final boolean up;
    private final boolean down;
    private final int minInstances;
    private final double delta;
    private final double lambda;
    private long total;
    private long n;
    private double mean;
    private double rise;
    private double fall;

    /**
     * What the chart can be told.
     *
     * @param minInstances values after which it judges, at least 1
     * @param delta change of the mean that is tolerated, at least 0
     * @param lambda threshold, above 0
     * @param direction which changes are looked for
     */
    public record Settings(int minInstances, double delta, double lambda, Direction direction) {
        /** Conventional: 30 values, δ .005, λ 50, rises. */
        public static final Settings DEFAULT = new Settings(30, .005, 50, Direction.UP);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Inputs.atLeast(1, "A number of values before the first judgement", minInstances);
            Inputs.atLeastZero("A tolerated change", delta);
            Require.positive("A threshold", lambda);
        }

        /** The same, for changes in another direction. */
        public Settings in(Direction other) {
            return new Settings(minInstances, delta, lambda, other);
        }
    }

    /** A chart for rises with the conventional settings. */
    public Cusum() {
        this(Settings.DEFAULT);
    }

    /** A chart that has seen nothing. */
    public Cusum(Settings settings) {
        this.settings = settings;
        up = settings.direction.up();
        down = settings.direction.down();
        minInstances = settings.minInstances;
        delta = settings.delta;
        lambda = settings.lambda;
    }

    /**
     * Restores a chart.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Cusum fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Cusum chart = new Cusum(new Settings(in.getInt(), in.getDouble(), in.getDouble(), Direction.read(in)));
        chart.total = in.getLong();
        chart.n = in.getLong();
        chart.mean = Inputs.readNumber(in, "mean");
        chart.rise = Inputs.readNumber(in, "sum of rises");
        chart.fall = Inputs.readNumber(in, "sum of falls");
        in.require(chart.n >= 0 && chart.n <= chart.total, "count", chart.n);
        in.require(chart.rise >= 0, "sum of rises", chart.rise);
        in.require(chart.fall >= 0, "sum of falls", chart.fall);
        in.end();
        return chart;
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
        boolean drift = false;
        if (up) {
            rise = positivePart(rise + (deviation - delta));
            drift = rise > lambda;
        }
        if (down) {
            fall = positivePart(fall - (deviation + delta));
            drift |= fall > lambda;
        }
        if (drift && count >= minInstances) {
            begin();
            return Signal.DRIFT;
        }
        return Signal.STABLE;
    }

    /** max(0, x), without the branch that a processor guesses wrong around 0: all bits are cleared by those of the sign. */
    private static double positivePart(double x) {
        long bits = Double.doubleToRawLongBits(x);
        return Double.longBitsToDouble(bits & ~(bits >> 63));
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
                .put(settings.direction.code())
                .put(total)
                .put(n)
                .put(mean)
                .put(rise)
                .put(fall)
                .toBytes();
    }

    private void begin() {
        n = 0;
        mean = 0;
        rise = 0;
        fall = 0;
    }
}
