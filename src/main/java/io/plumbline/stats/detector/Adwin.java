package io.plumbline.stats.detector;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * ADWIN, the adaptive window: Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing" (SIAM SDM 2007),
 * the second form, with an exponential histogram.
 *
 * <p>The window of n values is kept as buckets of 2^r values with their sum and squared deviations, at most so many of each
 * size. At every so-many-th value each border between two buckets is tried, from the oldest: with n0 values before and n1
 * after it, of means μ0 and μ1, and the variance var of the whole window, it is a cut if
 * <pre>
 *   |μ0 − μ1| > √(2/m·var·L) + 2/(3m)·L,   L = ln(2·ln(n) / δ),
 *   1/m = 1/(n0 − w + 1) + 1/(n1 − w + 1),  w the least length of a part.
 * </pre>
 * Then the oldest bucket is dropped, and all is tried again. A cut is a drift; the window has become shorter, which is all
 * that the paper asks, or the detector begins anew if it is told to. There are no warnings.
 *
 * <p>The bound is proven for values from 0 to 1: scale others by their range, or δ is not what it says. Values from −1e100
 * to 1e100 are accepted. Memory is constant, room for 2⁵⁰ values. Mutable and not thread-safe.
 */
public final class Adwin implements Detector {
    private static final int KIND = 37;
    private static final int VERSION = 1;
    private static final String NAME = "ADWIN";
    private static final int ROWS = 50;

    private final Settings settings;
    private final Buckets buckets;
    private final Direction direction;
    private long total;
    private int untilCheck;

    /**
     * What ADWIN can be told.
     *
     * @param delta δ, probability of a false cut, between 0 and 1
     * @param clock values from one check to the next, at least 1
     * @param maxBuckets of each size, 2 to 100
     * @param gracePeriod values that the window must exceed to be checked, at least 0
     * @param minSubWindow w, least length of a part, at least 1; both must hold more than one value beyond it
     * @param resetAfterDrift whether it begins anew after a drift, or keeps what is newer than the cut
     * @param direction which changes are reported; the window is cut at all of them
     */
    public record Settings(
            double delta,
            int clock,
            int maxBuckets,
            int gracePeriod,
            int minSubWindow,
            boolean resetAfterDrift,
            Direction direction) {
        /** The paper's: δ .002, clock 32, 5 buckets, grace 10, parts of 5; keeps the newer values; either direction. */
        public static final Settings DEFAULT = new Settings(.002, 32, 5, 10, 5, false, Direction.BOTH);

        /** The same, beginning anew after a drift. */
        public static final Settings RESETTING = new Settings(.002, 32, 5, 10, 5, true, Direction.BOTH);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Require.fraction("A delta", delta);
            Inputs.atLeast(1, "A clock", clock);
            Inputs.within(2, 100, "A number of buckets of each size", maxBuckets);
            Inputs.atLeast(0, "A grace period", gracePeriod);
            Inputs.atLeast(1, "A least length of a part", minSubWindow);
        }
    }

    /** A detector with the paper's settings. */
    public Adwin() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Adwin(Settings settings) {
        this.settings = settings;
        direction = settings.direction;
        buckets = new Buckets(settings.maxBuckets, ROWS);
        untilCheck = settings.clock;
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Adwin fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Adwin adwin = new Adwin(new Settings(
                in.getDouble(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getBoolean(),
                Direction.read(in)));
        adwin.total = in.getLong();
        adwin.untilCheck = in.getInt();
        in.require(
                adwin.untilCheck >= 1 && adwin.untilCheck <= adwin.settings.clock,
                "number of values before a check",
                adwin.untilCheck);
        adwin.buckets.read(in);
        in.require(adwin.buckets.width() <= adwin.total, "count", adwin.total);
        in.end();
        return adwin;
    }

    /** {@inheritDoc} Here x lies from −1e100 to 1e100, and should lie from 0 to 1. */
    @Override
    public Signal update(double x) {
        if (!(Math.abs(x) <= Inputs.LARGEST)) {
            throw Inputs.notFinite(x);
        }
        total++;
        buckets.add(x);
        if (--untilCheck > 0) {
            return Signal.STABLE;
        }
        untilCheck = settings.clock;
        return buckets.width() > settings.gracePeriod && check() ? Signal.DRIFT : Signal.STABLE;
    }

    private boolean check() {
        double before = buckets.mean();
        if (!buckets.shrink(settings.delta, settings.minSubWindow)) {
            return false;
        }
        boolean higher = buckets.mean() > before;
        if (settings.resetAfterDrift) {
            buckets.clear();
        }
        return direction == Direction.BOTH || direction.up() == higher;
    }

    /** Values in the window, at most {@link #n}. */
    public long width() {
        return buckets.width();
    }

    /** Mean of the window; 0 if it is empty. */
    public double mean() {
        return buckets.mean();
    }

    @Override
    public long n() {
        return total;
    }

    @Override
    public void reset() {
        total = 0;
        untilCheck = settings.clock;
        buckets.clear();
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(KIND, VERSION)
                .put(settings.delta)
                .put(settings.clock)
                .put(settings.maxBuckets)
                .put(settings.gracePeriod)
                .put(settings.minSubWindow)
                .put(settings.resetAfterDrift)
                .put(direction.code())
                .put(total)
                .put(untilCheck);
        buckets.write(out);
        return out.toBytes();
    }
}
