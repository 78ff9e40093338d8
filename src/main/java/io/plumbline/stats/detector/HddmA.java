package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * HDDM with the test of means, HDDM_A: Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz and
 * Caballero-Mota, "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds" (IEEE Trans. Knowl. Data
 * Eng. 27(3), 2015).
 *
 * <p>Of all prefixes of the N values since it began it keeps the one, of n values, for which mean + ε(n) is least,
 * {@code ε(n) = √(ln(1/d) / (2n))}. The mean z of all has risen if
 * {@code z − x_min ≥ √(m/2·ln(2/d))}, {@code m = (N − n) / (nN)}: a drift at the drift confidence d, a warning at the
 * warning confidence. Two-sided, it also keeps the prefix for which mean − ε is greatest, and sees falls the same way; both
 * prefixes are chosen at the drift confidence. After drift it begins anew with the next value.
 *
 * <p>Values lie from 0 to 1. Memory is constant. Mutable and not thread-safe.
 */
public final class HddmA implements Detector {
    private static final int KIND = 35;
    private static final int VERSION = 1;
    private static final String NAME = "HDDM_A";

    private final Settings settings;
    private final boolean twoSided;
    private final double prefixLog;
    private final double driftLog;
    private final double warningLog;
    private long total;
    private long n;
    private double sum;
    private long lowN;
    private double lowMean;
    private double lowest;
    private long highN;
    private double highMean;
    private double highest;

    /**
     * What HDDM_A can be told.
     *
     * @param driftConfidence probability of a false drift at one look, between 0 and 1
     * @param warningConfidence the same for a warning, at least the drift's
     * @param twoSided whether falls are drifts, too
     */
    public record Settings(double driftConfidence, double warningConfidence, boolean twoSided) {
        /** The paper's: .001 and .005, rises only. */
        public static final Settings DEFAULT = new Settings(.001, .005, false);

        /** The paper's, for rises and falls. */
        public static final Settings TWO_SIDED = new Settings(.001, .005, true);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Require.fraction("A drift confidence", driftConfidence);
            Require.fraction("A warning confidence", warningConfidence);
            if (warningConfidence < driftConfidence) {
                throw new IllegalArgumentException("A warning confidence of " + warningConfidence
                        + " is below the drift confidence of " + driftConfidence);
            }
        }
    }

    /** A detector of rises with the paper's settings. */
    public HddmA() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public HddmA(Settings settings) {
        this.settings = settings;
        twoSided = settings.twoSided;
        prefixLog = StrictMath.log(1 / settings.driftConfidence) / 2;
        driftLog = StrictMath.log(2 / settings.driftConfidence) / 2;
        warningLog = StrictMath.log(2 / settings.warningConfidence) / 2;
        begin();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static HddmA fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        HddmA hddm = new HddmA(new Settings(in.getDouble(), in.getDouble(), in.getBoolean()));
        hddm.total = in.getLong();
        hddm.n = in.getLong();
        hddm.sum = in.getDouble();
        in.require(hddm.n >= 0 && hddm.n <= hddm.total, "count", hddm.n);
        in.require(hddm.sum >= 0 && hddm.sum <= hddm.n, "sum", hddm.sum);
        if (hddm.n > 0) {
            long lowN = prefixLength(in, hddm.n);
            hddm.keepLow(lowN, prefixMean(in), hddm.epsilon(lowN));
        }
        if (hddm.n > 0 && hddm.twoSided) {
            long highN = prefixLength(in, hddm.n);
            hddm.keepHigh(highN, prefixMean(in), hddm.epsilon(highN));
        }
        in.end();
        return hddm;
    }

    private static long prefixLength(StateReader in, long n) {
        long length = in.getLong();
        in.require(length >= 1 && length <= n, "prefix", length);
        return length;
    }

    private static double prefixMean(StateReader in) {
        double mean = in.getDouble();
        in.require(mean >= 0 && mean <= 1, "mean of a prefix", mean);
        return mean;
    }

    /** {@inheritDoc} Here x lies from 0 to 1. */
    @Override
    public Signal update(double x) {
        if (!(x >= 0 && x <= 1)) {
            throw Inputs.notInUnit(x);
        }
        total++;
        long count = ++n;
        sum += x;
        double mean = sum / count;
        double epsilon = epsilon(count);
        if (mean + epsilon <= lowest) {
            keepLow(count, mean, epsilon);
        }
        Signal signal = judge(mean - lowMean, lowN, count);
        if (twoSided && signal != Signal.DRIFT) {
            signal = withFalls(signal, mean, epsilon);
        }
        if (signal == Signal.DRIFT) {
            begin();
        }
        return signal;
    }

    private Signal withFalls(Signal rises, double mean, double epsilon) {
        if (mean - epsilon >= highest) {
            keepHigh(n, mean, epsilon);
        }
        Signal falls = judge(highMean - mean, highN, n);
        return falls == Signal.STABLE ? rises : falls;
    }

    /** Compares squares, times nN: neither a root nor a division. */
    private Signal judge(double difference, long prefix, long count) {
        if (prefix == count || difference < 0) {
            return Signal.STABLE;
        }
        double scaled = difference * difference * prefix * count;
        long later = count - prefix;
        if (scaled < later * warningLog) {
            return Signal.STABLE;
        }
        return scaled < later * driftLog ? Signal.WARNING : Signal.DRIFT;
    }

    private double epsilon(long count) {
        return Math.sqrt(prefixLog / count);
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
                .put(twoSided)
                .put(total)
                .put(n)
                .put(sum);
        if (n > 0) {
            out.put(lowN).put(lowMean);
        }
        if (n > 0 && twoSided) {
            out.put(highN).put(highMean);
        }
        return out.toBytes();
    }

    private void begin() {
        n = 0;
        sum = 0;
        lowN = 0;
        lowMean = 0;
        lowest = Double.POSITIVE_INFINITY;
        highN = 0;
        highMean = 0;
        highest = Double.NEGATIVE_INFINITY;
    }

    private void keepLow(long count, double mean, double epsilon) {
        lowN = count;
        lowMean = mean;
        lowest = mean + epsilon;
    }

    private void keepHigh(long count, double mean, double epsilon) {
        highN = count;
        highMean = mean;
        highest = mean - epsilon;
    }
}
