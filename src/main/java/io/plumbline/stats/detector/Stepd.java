package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * STEPD, the statistical test of equal proportions: Nishida and Yamauchi, "Detecting Concept Drift Using Statistical
 * Testing" (Discovery Science 2007).
 *
 * <p>Compares the errors e_r among the last w values with the errors e_o among the n_o before them since it began, by a test
 * of two proportions with continuity correction:
 * <pre>
 *   T = (|e_r/w − e_o/n_o| − (1/n_o + 1/w)/2) / √(p(1 − p)(1/n_o + 1/w)),  p = (e_o + e_r) / (n_o + w).
 * </pre>
 * It drifts when the two-sided probability of T under a normal distribution, P(|N(0, 1)| ≥ T), is below the drift level,
 * and warns below the warning level. Where the correction exceeds the difference, T is below 0, and the two sides are as
 * good as equal: that is stable, though the probability of |T| may be small where errors are rare. It judges from 2w values
 * on. After drift it begins anew with the next value.
 *
 * <p>Values are 1 for an error and 0 for a success. Memory is a window of w bits. Mutable and not thread-safe.
 */
public final class Stepd implements Detector {
    private static final int KIND = 41;
    private static final int VERSION = 1;
    private static final String NAME = "STEPD";

    private final Settings settings;
    private final int window;
    private final boolean up;
    private final boolean down;
    private final double driftSquare;
    private final double warningSquare;
    private final BitRing recent;
    private long total;
    private long n;
    private long errors;
    private int recentErrors;

    /**
     * What STEPD can be told.
     *
     * @param window w, recent values, 2 to 1,000,000
     * @param driftLevel probability of a false drift at one look, between 0 and 1
     * @param warningLevel the same for a warning, at least the drift's
     * @param direction which changes of the error rate are looked for
     */
    public record Settings(int window, double driftLevel, double warningLevel, Direction direction) {
        /** The paper's: 30 values, .003 and .05, either direction. */
        public static final Settings DEFAULT = new Settings(30, .003, .05, Direction.BOTH);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Inputs.within(2, 1_000_000, "A window", window);
            Require.fraction("A drift level", driftLevel);
            Require.fraction("A warning level", warningLevel);
            if (warningLevel < driftLevel) {
                throw new IllegalArgumentException(
                        "A warning level of " + warningLevel + " is below the drift level of " + driftLevel);
            }
        }

        /** The same, for changes in another direction. */
        public Settings in(Direction other) {
            return new Settings(window, driftLevel, warningLevel, other);
        }
    }

    /** A detector with the paper's settings. */
    public Stepd() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Stepd(Settings settings) {
        this.settings = settings;
        window = settings.window;
        up = settings.direction.up();
        down = settings.direction.down();
        driftSquare = criticalSquare(settings.driftLevel);
        warningSquare = criticalSquare(settings.warningLevel);
        recent = new BitRing(window);
    }

    private static double criticalSquare(double level) {
        double quantile = NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
        return quantile * quantile;
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Stepd fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Stepd stepd = new Stepd(new Settings(in.getInt(), in.getDouble(), in.getDouble(), Direction.read(in)));
        stepd.total = in.getLong();
        stepd.n = in.getLong();
        stepd.errors = in.getLong();
        stepd.recent.read(in);
        stepd.recentErrors = stepd.recent.ones();
        long earlier = stepd.errors - stepd.recentErrors;
        in.require(stepd.n >= 0 && stepd.n <= stepd.total, "count", stepd.n);
        in.require(stepd.recent.size() == Math.min(stepd.n, stepd.window), "window", stepd.recent.size());
        in.require(earlier >= 0 && earlier <= stepd.n - stepd.recent.size(), "number of errors", stepd.errors);
        in.end();
        return stepd;
    }

    /** {@inheritDoc} Here x is 0 or 1. */
    @Override
    public Signal update(double x) {
        if (Inputs.isNotABit(x)) {
            throw Inputs.notAnError(x);
        }
        int error = (int) x;
        total++;
        n++;
        errors += error;
        recentErrors += error - recent.add(error);
        if (n < 2L * window) {
            return Signal.STABLE;
        }
        Signal signal = judge();
        if (signal == Signal.DRIFT) {
            begin();
        }
        return signal;
    }

    /** Compares squares, times n_o·w·n: neither a root nor a division. */
    private Signal judge() {
        double before = n - window;
        double earlier = errors - recentErrors;
        double rise = recentErrors * before - earlier * window;
        // The numerator of T times n_o·w.
        double excess = Math.abs(rise) - 0.5 * n;
        if (excess <= 0 || !(rise > 0 ? up : down)) {
            return Signal.STABLE;
        }
        double squared = excess * excess * n;
        double variance = (double) errors * (n - errors) * before * window;
        if (squared <= warningSquare * variance) {
            return Signal.STABLE;
        }
        return squared <= driftSquare * variance ? Signal.WARNING : Signal.DRIFT;
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
        StateWriter out = new StateWriter(KIND, VERSION)
                .put(window)
                .put(settings.driftLevel)
                .put(settings.warningLevel)
                .put(settings.direction.code())
                .put(total)
                .put(n)
                .put(errors);
        recent.write(out);
        return out.toBytes();
    }

    private void begin() {
        n = 0;
        errors = 0;
        recentErrors = 0;
        recent.clear();
    }
}
