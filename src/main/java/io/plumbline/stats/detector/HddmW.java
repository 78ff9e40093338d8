package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * HDDM with the test of weighted means, HDDM_W: Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz and
 * Caballero-Mota, "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds" (IEEE Trans. Knowl. Data
 * Eng. 27(3), 2015).
 *
 * <p>A mean is exponentially weighted: the first value, then {@code λx + (1 − λ)·mean}. Its sum of squared weights is 1,
 * then {@code b = λ² + (1 − λ)²·b}, and {@code ε = √(b·ln(1/d) / 2)} by McDiarmid's inequality. The stream is cut where
 * mean + ε was least; the mean of the values after the cut has risen over that before it if their difference exceeds
 * {@code √((b₁ + b₂)·ln(1/d) / 2)}: a drift at the drift confidence d, a warning at the warning confidence. Two-sided, falls
 * are seen the same way from a cut where mean − ε was greatest. Cuts are made at the drift confidence. After drift it
 * begins anew with the next value.
 *
 * <p>Values lie from 0 to 1. Memory is constant. Mutable and not thread-safe.
 */
public final class HddmW implements Detector {
    private static final int KIND = 36;
    private static final int VERSION = 1;
    private static final String NAME = "HDDM_W";

    private final Settings settings;
    private final boolean twoSided;
    private final double lambda;
    private final double rest;
    private final double squaredLambda;
    private final double squaredRest;
    private final double driftLog;
    private final double warningLog;
    private long total;
    private long n;
    private double mean;
    private double weights;
    /** Of the present weights, which soon stay as they are. */
    private double epsilon;

    private final Cut low = new Cut();
    private final Cut high = new Cut();

    /** The means on both sides of a cut; with no weight after it, the last value was the last before it. */
    private static final class Cut {
        private double bound;
        private double before;
        private double weightsBefore;
        private double after;
        private double weightsAfter;
    }

    /**
     * What HDDM_W can be told.
     *
     * @param driftConfidence probability of a false drift at one look, between 0 and 1
     * @param warningConfidence the same for a warning, at least the drift's
     * @param lambda weight of the newest value, between 0 and 1
     * @param twoSided whether falls are drifts, too
     */
    public record Settings(double driftConfidence, double warningConfidence, double lambda, boolean twoSided) {
        /** The paper's: .001, .005 and .05, rises only. */
        public static final Settings DEFAULT = new Settings(.001, .005, .05, false);

        /** The paper's, for rises and falls. */
        public static final Settings TWO_SIDED = new Settings(.001, .005, .05, true);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Require.fraction("A drift confidence", driftConfidence);
            Require.fraction("A warning confidence", warningConfidence);
            Require.fraction("A weight of the newest value", lambda);
            if (warningConfidence < driftConfidence) {
                throw new IllegalArgumentException("A warning confidence of " + warningConfidence
                        + " is below the drift confidence of " + driftConfidence);
            }
        }
    }

    /** A detector of rises with the paper's settings. */
    public HddmW() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public HddmW(Settings settings) {
        this.settings = settings;
        twoSided = settings.twoSided;
        lambda = settings.lambda;
        rest = 1 - lambda;
        squaredLambda = lambda * lambda;
        squaredRest = rest * rest;
        driftLog = StrictMath.log(1 / settings.driftConfidence) / 2;
        warningLog = StrictMath.log(1 / settings.warningConfidence) / 2;
        begin();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static HddmW fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        HddmW hddm = new HddmW(new Settings(in.getDouble(), in.getDouble(), in.getDouble(), in.getBoolean()));
        hddm.total = in.getLong();
        hddm.n = in.getLong();
        in.require(hddm.n >= 0 && hddm.n <= hddm.total, "count", hddm.n);
        if (hddm.n > 0) {
            hddm.mean = unit(in, "mean");
            hddm.weights = unit(in, "weights");
            hddm.epsilon = Math.sqrt(hddm.weights * hddm.driftLog);
            hddm.read(in, hddm.low, 1);
            if (hddm.twoSided) {
                hddm.read(in, hddm.high, -1);
            }
        }
        in.end();
        return hddm;
    }

    private void read(StateReader in, Cut cut, int sign) {
        cut.before = unit(in, "mean before the cut");
        cut.weightsBefore = unit(in, "weights before the cut");
        cut.after = unit(in, "mean after the cut");
        cut.weightsAfter = unit(in, "weights after the cut");
        cut.bound = cut.before + sign * Math.sqrt(cut.weightsBefore * driftLog);
    }

    private static double unit(StateReader in, String field) {
        double value = in.getDouble();
        in.require(value >= 0 && value <= 1 + 1e-9, field, value);
        return value;
    }

    /** {@inheritDoc} Here x lies from 0 to 1. */
    @Override
    public Signal update(double x) {
        if (!(x >= 0 && x <= 1)) {
            throw Inputs.notInUnit(x);
        }
        total++;
        weigh(x);
        if (mean + epsilon < low.bound) {
            cut(low, mean + epsilon);
        } else {
            append(low, x);
        }
        Signal signal = judge(low.after - low.before, low);
        if (twoSided && signal != Signal.DRIFT) {
            signal = withFalls(signal, x);
        }
        if (signal == Signal.DRIFT) {
            begin();
        }
        return signal;
    }

    private void weigh(double x) {
        double newWeights = 1;
        if (n++ == 0) {
            mean = x;
        } else {
            mean = lambda * x + rest * mean;
            newWeights = squaredLambda + squaredRest * weights;
        }
        if (newWeights != weights) {
            weights = newWeights;
            epsilon = Math.sqrt(newWeights * driftLog);
        }
    }

    private Signal withFalls(Signal rises, double x) {
        if (mean - epsilon > high.bound) {
            cut(high, mean - epsilon);
        } else {
            append(high, x);
        }
        Signal falls = judge(high.before - high.after, high);
        return falls == Signal.STABLE ? rises : falls;
    }

    private void cut(Cut cut, double bound) {
        cut.bound = bound;
        cut.before = mean;
        cut.weightsBefore = weights;
        cut.after = 0;
        cut.weightsAfter = 0;
    }

    private void append(Cut cut, double x) {
        if (cut.weightsAfter == 0) {
            cut.after = x;
            cut.weightsAfter = 1;
        } else {
            cut.after = lambda * x + rest * cut.after;
            cut.weightsAfter = squaredLambda + squaredRest * cut.weightsAfter;
        }
    }

    private Signal judge(double difference, Cut cut) {
        if (cut.weightsAfter == 0 || difference <= 0) {
            return Signal.STABLE;
        }
        double squared = difference * difference;
        double both = cut.weightsBefore + cut.weightsAfter;
        if (squared <= both * warningLog) {
            return Signal.STABLE;
        }
        return squared <= both * driftLog ? Signal.WARNING : Signal.DRIFT;
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
                .put(settings.driftConfidence)
                .put(settings.warningConfidence)
                .put(lambda)
                .put(twoSided)
                .put(total)
                .put(n);
        if (n > 0) {
            out.put(mean).put(weights);
            write(out, low);
            if (twoSided) {
                write(out, high);
            }
        }
        return out.toBytes();
    }

    private static void write(StateWriter out, Cut cut) {
        out.put(cut.before).put(cut.weightsBefore).put(cut.after).put(cut.weightsAfter);
    }

    private void begin() {
        n = 0;
        mean = 0;
        weights = 0;
        epsilon = 0;
        cut(low, Double.POSITIVE_INFINITY);
        cut(high, Double.NEGATIVE_INFINITY);
    }
}
