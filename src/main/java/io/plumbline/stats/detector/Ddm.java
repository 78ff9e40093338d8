package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * DDM, the drift detection method: Gama, Medas, Castillo and Rodrigues, "Learning with Drift Detection" (SBIA 2004).
 *
 * <p>Of the i errors and successes since it began it keeps the rate of errors p and its deviation
 * {@code s = √(p(1 − p) / i)}, and the pair for which p + s was least. It warns while
 * {@code p + s > p_min + 2·s_min}, and drifts at {@code p + s > p_min + 3·s_min}; only rises are seen. After drift it
 * begins anew with the next value. A stream without an error in its first values has s_min = 0, so that its first error is a
 * drift: false alarms are common at low error rates. The least pair is kept from the value before the first that is judged.
 *
 * <p>Values are 1 for an error and 0 for a success. Memory is constant. Mutable and not thread-safe.
 */
public final class Ddm implements Detector {
    private static final int KIND = 32;
    private static final int VERSION = 1;
    private static final String NAME = "DDM";

    private final Settings settings;
    private final long firstKept;
    private long total;
    private long n;
    private long errors;
    private double rateAtLeast;
    private double deviationAtLeast;
    private double least;
    private double warningAt;
    private double driftAt;

    /**
     * What DDM can be told.
     *
     * @param minInstances values after which it judges, at least 1
     * @param warningLevel deviations for a warning, above 0
     * @param driftLevel deviations for a drift, at least the warning's
     */
    public record Settings(int minInstances, double warningLevel, double driftLevel) {
        /** The paper's: 30 values, 2 and 3 deviations. */
        public static final Settings DEFAULT = new Settings(30, 2, 3);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Inputs.atLeast(1, "A number of values before the first judgement", minInstances);
            Require.positive("A warning level", warningLevel);
            Require.positive("A drift level", driftLevel);
            if (driftLevel < warningLevel) {
                throw new IllegalArgumentException(
                        "A drift level of " + driftLevel + " is below the warning level of " + warningLevel);
            }
        }
    }

    /** A detector with the paper's settings. */
    public Ddm() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Ddm(Settings settings) {
        this.settings = settings;
        firstKept = settings.minInstances - 1L;
        begin();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Ddm fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Ddm ddm = new Ddm(new Settings(in.getInt(), in.getDouble(), in.getDouble()));
        ddm.total = in.getLong();
        ddm.n = in.getLong();
        ddm.errors = in.getLong();
        in.require(ddm.n >= 0 && ddm.n <= ddm.total, "count", ddm.n);
        in.require(ddm.errors >= 0 && ddm.errors <= ddm.n, "number of errors", ddm.errors);
        if (in.getBoolean()) {
            double rate = in.getDouble();
            double deviation = in.getDouble();
            in.require(rate >= 0 && rate <= 1, "least rate", rate);
            in.require(deviation >= 0 && deviation <= 0.5, "least deviation", deviation);
            ddm.keepLeast(rate, deviation);
        }
        in.end();
        return ddm;
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
        if (count < firstKept) {
            return Signal.STABLE;
        }
        double rate = (double) errors / count;
        double deviation = Math.sqrt(rate * (1 - rate) / count);
        double sum = rate + deviation;
        if (sum <= least) {
            keepLeast(rate, deviation);
        }
        if (sum > driftAt) {
            begin();
            return Signal.DRIFT;
        }
        return sum > warningAt ? Signal.WARNING : Signal.STABLE;
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
                .put(settings.minInstances)
                .put(settings.warningLevel)
                .put(settings.driftLevel)
                .put(total)
                .put(n)
                .put(errors)
                .put(least < Double.POSITIVE_INFINITY);
        if (least < Double.POSITIVE_INFINITY) {
            out.put(rateAtLeast).put(deviationAtLeast);
        }
        return out.toBytes();
    }

    private void begin() {
        n = 0;
        errors = 0;
        rateAtLeast = 0;
        deviationAtLeast = 0;
        least = Double.POSITIVE_INFINITY;
        warningAt = Double.POSITIVE_INFINITY;
        driftAt = Double.POSITIVE_INFINITY;
    }

    private void keepLeast(double rate, double deviation) {
        rateAtLeast = rate;
        deviationAtLeast = deviation;
        least = rate + deviation;
        warningAt = rate + settings.warningLevel * deviation;
        driftAt = rate + settings.driftLevel * deviation;
    }
}
