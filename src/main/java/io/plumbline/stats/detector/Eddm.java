package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * EDDM, the early drift detection method: Baena-García, del Campo-Ávila, Fidalgo, Bifet, Gavaldà and Morales-Bueno, "Early
 * Drift Detection Method" (ECML PKDD workshop on Knowledge Discovery from Data Streams, 2006).
 *
 * <p>It watches the number of values from one error to the next, the first counted from the beginning: their mean p' and
 * deviation s' (of a population, divided by their number). With the greatest p' + 2s' so far, errors have come closer when
 * {@code (p' + 2s') / max(p' + 2s')} falls below the drift ratio; a warning lies below the warning ratio. It judges at an
 * error, beyond so many errors; between errors a warning stays. After drift it begins anew with the next value.
 *
 * <p>Values are 1 for an error and 0 for a success. Memory is constant. Mutable and not thread-safe.
 */
public final class Eddm implements Detector {
    private static final int KIND = 33;
    private static final int VERSION = 1;
    private static final String NAME = "EDDM";

    private final Settings settings;
    private final double warningRatio;
    private final double driftRatio;
    private final int minErrors;
    /** Values before the last drift. */
    private long past;

    private long n;
    private long errors;
    private long lastError;
    private double mean;
    private double squares;
    private double greatest;
    /** What it says between errors; not as a Signal, since storing a reference costs a write barrier. */
    private boolean warning;

    /**
     * What EDDM can be told.
     *
     * @param warningRatio ratio below which it warns, between 0 and 1
     * @param driftRatio ratio below which it drifts, above 0 and at most the warning's
     * @param minErrors errors that must be exceeded before it judges, and values before it keeps the greatest p' + 2s'; at
     *     least 1
     */
    public record Settings(double warningRatio, double driftRatio, int minErrors) {
        /** The paper's: .95, .9 and 30 errors. */
        public static final Settings DEFAULT = new Settings(.95, .9, 30);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Require.fraction("A warning ratio", warningRatio);
            Require.fraction("A drift ratio", driftRatio);
            if (driftRatio > warningRatio) {
                throw new IllegalArgumentException(
                        "A drift ratio of " + driftRatio + " is above the warning ratio of " + warningRatio);
            }
            Inputs.atLeast(1, "A number of errors before the first judgement", minErrors);
        }
    }

    /** A detector with the paper's settings. */
    public Eddm() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Eddm(Settings settings) {
        this.settings = settings;
        warningRatio = settings.warningRatio;
        driftRatio = settings.driftRatio;
        minErrors = settings.minErrors;
        begin();
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Eddm fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Eddm eddm = new Eddm(new Settings(in.getDouble(), in.getDouble(), in.getInt()));
        long total = in.getLong();
        eddm.n = in.getLong();
        eddm.errors = in.getLong();
        eddm.lastError = in.getLong();
        eddm.mean = Inputs.readNumber(in, "mean");
        eddm.squares = Inputs.readSquares(in, "sum of squared deviations");
        eddm.greatest = Inputs.readNumber(in, "greatest sum");
        eddm.warning = in.getBoolean();
        in.require(eddm.n >= 0 && eddm.n <= total, "count", eddm.n);
        eddm.past = total - eddm.n;
        in.require(eddm.errors >= 0 && eddm.errors <= eddm.n, "number of errors", eddm.errors);
        in.require(
                eddm.lastError >= eddm.errors && eddm.lastError <= eddm.n, "place of the last error", eddm.lastError);
        in.require(eddm.mean >= 0, "mean", eddm.mean);
        in.require(eddm.greatest >= 0, "greatest sum", eddm.greatest);
        in.end();
        return eddm;
    }

    /** {@inheritDoc} Here x is 0 or 1. */
    @Override
    public Signal update(double x) {
        if (x == 0) {
            n++;
            return warning ? Signal.WARNING : Signal.STABLE;
        }
        if (x != 1) {
            throw Inputs.notAnError(x);
        }
        n++;
        warning = false;
        return error();
    }

    private Signal error() {
        errors++;
        long distance = n - lastError;
        lastError = n;
        double share = 1.0 / errors;
        double before = distance - mean;
        mean += before * share;
        squares += before * (distance - mean);
        if (n < minErrors) {
            return Signal.STABLE;
        }
        double sum = mean + 2 * Math.sqrt(squares * share);
        if (sum > greatest) {
            greatest = sum;
            return Signal.STABLE;
        }
        if (errors <= minErrors) {
            return Signal.STABLE;
        }
        if (sum < driftRatio * greatest) {
            past += n;
            begin();
            return Signal.DRIFT;
        }
        warning = sum < warningRatio * greatest;
        return warning ? Signal.WARNING : Signal.STABLE;
    }

    @Override
    public long n() {
        return past + n;
    }

    @Override
    public void reset() {
        past = 0;
        begin();
    }

    @Override
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(settings.warningRatio)
                .put(settings.driftRatio)
                .put(settings.minErrors)
                .put(n())
                .put(n)
                .put(errors)
                .put(lastError)
                .put(mean)
                .put(squares)
                .put(greatest)
                .put(warning)
                .toBytes();
    }

    private void begin() {
        n = 0;
        errors = 0;
        lastError = 0;
        mean = 0;
        squares = 0;
        greatest = 0;
        warning = false;
    }
}
