package io.plumbline.stats.detector;

import io.plumbline.stats.KolmogorovSmirnov;
import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;
import java.util.Arrays;

/**
 * KSWIN, Kolmogorov–Smirnov windowing: Raab, Heusinger and Schleif, "Reactive Soft Prototype Computing for Concept Drift
 * Streams" (Neurocomputing 416, 2020).
 *
 * <p>Of a window of the last values the newest r are compared with r of the older ones, drawn at random without repetition,
 * by the two-sample test of Kolmogorov and Smirnov: a drift if its exact p-value is at most α and the statistic exceeds a
 * least distance. It judges at every value from a full window on, so false alarms come far more often than α says. After
 * drift it begins anew with the next value, or, if it is told to, keeps the newest r. There are no warnings.
 *
 * <p>The draw comes from a generator of its own, SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), whose seed is a setting and
 * whose state is part of the detector's: the same values give the same signals.
 *
 * <p>Values are finite. Memory and the time of an update are those of the window. Mutable and not thread-safe.
 */
public final class Kswin implements Detector {
    private static final int KIND = 40;
    private static final int VERSION = 1;
    private static final String NAME = "KSWIN";
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final Settings settings;
    private final int capacity;
    private final int sample;
    private final int older;
    private final int critical;
    /** A ring, the oldest at {@link #start}. */
    private final double[] values;

    /** The places of the ring that are in use, by their values. */
    private final int[] order;
    /** Of each place: 1 if it is among the newest, −1 if it was drawn, 0 otherwise. */
    private final byte[] sides;

    private long total;
    private int start;
    private int size;
    private long random;

    /**
     * What KSWIN can be told.
     *
     * @param alpha level of the test at one look, between 0 and 1
     * @param window values kept, at most 100,000
     * @param sample r, values compared, at least 2 and at most half the window
     * @param minDistance least distance that must be exceeded, from 0 to 1
     * @param keepNewest whether the newest r are kept after a drift
     * @param seed of the draws
     */
    public record Settings(double alpha, int window, int sample, double minDistance, boolean keepNewest, long seed) {
        /** The paper's: α .005, 100 values, 30 compared, distance above .1; a new window after a drift, seed 1. */
        public static final Settings DEFAULT = new Settings(.005, 100, 30, .1, false, 1);

        /**
         * Checks the settings.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Require.fraction("An alpha", alpha);
            Inputs.within(4, 100_000, "A window", window);
            Inputs.within(2, window / 2, "A sample", sample);
            Require.unit("A least distance", minDistance);
        }
    }

    /** A detector with the paper's settings. */
    public Kswin() {
        this(Settings.DEFAULT);
    }

    /** A detector that has seen nothing. */
    public Kswin(Settings settings) {
        this.settings = settings;
        capacity = settings.window;
        sample = settings.sample;
        older = capacity - sample;
        critical = critical(sample, settings.alpha, settings.minDistance);
        values = new double[capacity];
        order = new int[capacity];
        sides = new byte[capacity];
        random = settings.seed;
    }

    /** The least number of steps that is significant and farther than the least distance; one more than the sample if none is. */
    static int critical(int sample, double alpha, double minDistance) {
        int steps = KolmogorovSmirnov.critical(sample, alpha);
        while (steps <= sample && (double) steps / sample <= minDistance) {
            steps++;
        }
        return steps;
    }

    /**
     * Restores a detector.
     *
     * @param bytes what {@link #toBytes} gave
     * @throws IllegalArgumentException if they are damaged, of another detector or version, or an impossible state
     */
    public static Kswin fromBytes(byte[] bytes) {
        StateReader in = new StateReader(NAME, bytes, KIND, VERSION);
        Kswin kswin = new Kswin(
                new Settings(in.getDouble(), in.getInt(), in.getInt(), in.getDouble(), in.getBoolean(), in.getLong()));
        kswin.total = in.getLong();
        kswin.random = in.getLong();
        double[] window = in.getDoubles();
        in.require(window.length <= kswin.capacity && window.length <= kswin.total, "window", window.length);
        for (double value : window) {
            in.require(Math.abs(value) < Double.POSITIVE_INFINITY, "value", value);
            kswin.push(value);
        }
        in.end();
        return kswin;
    }

    /** {@inheritDoc} Here x is any finite number. */
    @Override
    public Signal update(double x) {
        if (!(Math.abs(x) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A value must be finite, not " + x);
        }
        total++;
        // Adding 0 makes a negative zero positive: equal values are then equal in the state, too.
        push(x + 0.0);
        if (size < capacity) {
            return Signal.STABLE;
        }
        draw();
        if (steps() < critical) {
            return Signal.STABLE;
        }
        keepNewest(settings.keepNewest ? sample : 0);
        return Signal.DRIFT;
    }

    private void push(double x) {
        int place;
        if (size == capacity) {
            place = start;
            start = next(start);
            remove(place);
        } else {
            place = wrap(start + size);
        }
        values[place] = x;
        int at = size;
        while (at > 0 && values[order[at - 1]] > x) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = place;
        size++;
    }

    private void remove(int place) {
        int at = 0;
        while (order[at] != place) {
            at++;
        }
        size--;
        System.arraycopy(order, at + 1, order, at, size - at);
    }

    /** Marks the newest, and as many of the older by Floyd's algorithm (Bentley and Floyd, Comm. ACM 30, 1987). */
    private void draw() {
        Arrays.fill(sides, (byte) 0);
        for (int i = older; i < capacity; i++) {
            sides[wrap(start + i)] = 1;
        }
        for (int i = older - sample; i < older; i++) {
            int place = wrap(start + below(i + 1));
            sides[sides[place] == 0 ? place : wrap(start + i)] = -1;
        }
    }

    /** r times the statistic of Kolmogorov and Smirnov, a whole number. */
    private int steps() {
        int difference = 0;
        int greatest = 0;
        for (int i = 0; i < capacity; i++) {
            difference += sides[order[i]];
            boolean tied = i + 1 < capacity && values[order[i]] == values[order[i + 1]];
            if (!tied) {
                greatest = Math.max(greatest, Math.abs(difference));
            }
        }
        return greatest;
    }

    private int below(int bound) {
        random += GOLDEN_GAMMA;
        long z = random;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (int) (((z >>> 32) * bound) >>> 32);
    }

    private void keepNewest(int kept) {
        start = wrap(start + size - kept);
        size = 0;
        for (int i = 0; i < kept; i++) {
            push(values[wrap(start + i)]);
        }
    }

    private int next(int place) {
        return place + 1 == capacity ? 0 : place + 1;
    }

    private int wrap(int place) {
        return place >= capacity ? place - capacity : place;
    }

    @Override
    public long n() {
        return total;
    }

    @Override
    public void reset() {
        total = 0;
        random = settings.seed;
        start = 0;
        size = 0;
    }

    @Override
    public byte[] toBytes() {
        double[] window = new double[size];
        for (int i = 0; i < size; i++) {
            window[i] = values[wrap(start + i)];
        }
        return new StateWriter(KIND, VERSION)
                .put(settings.alpha)
                .put(capacity)
                .put(sample)
                .put(settings.minDistance)
                .put(settings.keepNewest)
                .put(settings.seed)
                .put(total)
                .put(random)
                .put(window, size)
                .toBytes();
    }
}
