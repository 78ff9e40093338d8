package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * RDDM, the reactive drift detection method: Barros, Cabral, Gonçalves and Santos, "RDDM: Reactive Drift Detection Method"
 * (Expert Systems with Applications 90, 2017).
 *
 * <p>As {@link Ddm}, with other levels, and with remedies for the sluggishness of DDM in long stable concepts. It stores the
 * last errors and successes. After a drift it begins anew with those since the warning that led to it, the last value among
 * them, or with the last value alone if there was no warning. A concept longer than its limit is, outside of warnings,
 * shortened to the stored values, which is no drift; the least p and s stay. A warning that lasts too long is a drift, after
 * which only the last value is kept.
 *
 * <p>Values are 1 for an error and 0 for a success. Memory is a window of bits, as long as the shortened concept. Mutable and
 * not thread-safe.
 */
public final class Rddm implements Detector {
    private static final int KIND = 34;
    private static final int VERSION = 1;
    private static final String NAME = "RDDM";

    private final Settings settings;
    private final int minInstances;
    private final BitRing stored;
    private long total;
    private long n;
    private long errors;
    private double rateAtLeast;
    private double deviationAtLeast;
    private double least;
    private double warningAt;
    private double driftAt;
    /** Values since the warning began, it among them; 0 outside of warnings. */
    private long warned;

    /**
     * What RDDM can be told.
     *
     * @param minInstances values after which it judges, at least 1
     * @param warningLevel deviations for a warning, above 0
     * @param driftLevel deviations for a drift, at least the warning's
     * @param maxConcept values beyond which a concept is shortened, at least the stored ones
     * @param minConcept values stored, to which it is shortened, 1 to 1,000,000
     * @param warningLimit values that a warning may last, at least 1
     */
    public record Settings(
            int minInstances,
            double warningLevel,
            double driftLevel,
            int maxConcept,
            int minConcept,
            int warningLimit) {
        /** The paper's: 129 values, 1.773 and 2.258 deviations, 40,000 shortened to 7,000, warnings of 1,400. */
        public static final Settings DEFAULT = new Settings(129, 1.773, 2.258, 40_000, 7_000, 1_400);

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
            Inputs.within(1, 1_000_000, "A number of stored values", minConcept);
            Inputs.atLeast(minConcept, "A limit of a concept", maxConcept);
            Inputs.atLeast(1, "A limit of a warning", warningLimit);
        }
    }

    /** A detector with the paper's settings. */
    public Rddm() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Rddm(Settings settings) {
        this.settings = settings;
        minInstances = settings.minInstances;
        stored = new BitRing(settings.minConcept);
        reset();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Rddm fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Rddm rddm = new Rddm(
                new Settings(in.getInt(), in.getDouble(), in.getDouble(), in.getInt(), in.getInt(), in.getInt()));
        rddm.total = in.getLong();
        rddm.n = in.getLong();
        rddm.errors = in.getLong();
        rddm.warned = in.getLong();
        in.require(rddm.n >= 0 && rddm.n <= rddm.total, "count", rddm.n);
        in.require(rddm.errors >= 0 && rddm.errors <= rddm.n, "number of errors", rddm.errors);
        in.require(rddm.warned >= 0 && rddm.warned <= rddm.settings.warningLimit, "length of a warning", rddm.warned);
        if (in.getBoolean()) {
            double rate = in.getDouble();
            double deviation = in.getDouble();
            in.require(rate >= 0 && rate <= 1, "least rate", rate);
            in.require(deviation >= 0 && deviation <= 0.5, "least deviation", deviation);
            rddm.keepLeast(rate, deviation);
        }
        rddm.stored.read(in);
        in.require(rddm.stored.size() <= rddm.total, "number of stored values", rddm.stored.size());
        in.end();
        return rddm;
    }

    /** {@inheritDoc} Here x is 0 or 1. */
    @Override
    public Signal update(double x) {
        if (Inputs.isNotABit(x)) {
            throw Inputs.notAnError(x);
        }
        int error = (int) x;
        total++;
        stored.add(error);
        errors += error;
        long count = ++n;
        if (count < minInstances) {
            return Signal.STABLE;
        }
        double rate = (double) errors / count;
        double deviation = Math.sqrt(rate * (1 - rate) / count);
        double sum = rate + deviation;
        if (sum < least) {
            keepLeast(rate, deviation);
        }
        return judge(sum);
    }

    private Signal judge(double sum) {
        if (sum > driftAt) {
            return drift(warned == 0 ? 1 : warned + 1);
        }
        if (sum > warningAt) {
            return warned == settings.warningLimit ? drift(1) : warn();
        }
        warned = 0;
        if (n >= settings.maxConcept) {
            recount();
        }
        return Signal.STABLE;
    }

    private Signal warn() {
        warned++;
        return Signal.WARNING;
    }

    private Signal drift(long kept) {
        stored.keepNewest((int) Math.min(kept, settings.minConcept));
        warned = 0;
        forgetLeast();
        recount();
        return Signal.DRIFT;
    }

    /** Counts only what is stored; the least p + s is sought anew, beyond the first judged value, if it is not known. */
    private void recount() {
        boolean seek = least == Double.POSITIVE_INFINITY;
        errors = 0;
        n = stored.size();
        for (int i = 0; i < n; i++) {
            errors += stored.get(i);
            if (seek && i >= minInstances) {
                double rate = (double) errors / (i + 1);
                double deviation = Math.sqrt(rate * (1 - rate) / (i + 1));
                if (rate + deviation < least) {
                    keepLeast(rate, deviation);
                }
            }
        }
    }

    @Override
    public long n() {
        return total;
    }

    @Override
    public void reset() {
        total = 0;
        n = 0;
        errors = 0;
        warned = 0;
        stored.clear();
        forgetLeast();
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(KIND, VERSION)
                .put(minInstances)
                .put(settings.warningLevel)
                .put(settings.driftLevel)
                .put(settings.maxConcept)
                .put(settings.minConcept)
                .put(settings.warningLimit)
                .put(total)
                .put(n)
                .put(errors)
                .put(warned)
                .put(least < Double.POSITIVE_INFINITY);
        if (least < Double.POSITIVE_INFINITY) {
            out.put(rateAtLeast).put(deviationAtLeast);
        }
        stored.write(out);
        return out.toBytes();
    }

    private void forgetLeast() {
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
