package io.plumbline.stats.detector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams of values, and where a detector signals on them. */
final class Streams {
    private Streams() {}

    /** The digits of a file beside the tests. */
    static double[] file(String name) {
        try (InputStream in = Streams.class.getResourceAsStream("/stats/detector/" + name)) {
            String digits = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            return digits.chars().mapToDouble(digit -> digit - '0').toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 2,000 errors of rate p, then 2,000 of rate q, of {@code new Random(seed)}. */
    static double[] errors(long seed, double p, double q) {
        return errors(seed, p, q, 4000);
    }

    /** Errors of rate p in the first half, of rate q in the second, of {@code new Random(seed)}. */
    static double[] errors(long seed, double p, double q, int length) {
        Random random = new Random(seed);
        double[] errors = new double[length];
        for (int i = 0; i < length; i++) {
            errors[i] = random.nextDouble() < (i < length / 2 ? p : q) ? 1 : 0;
        }
        return errors;
    }

    /** 4,000 numbers of {@code new Random(seed)}, the second half shifted, all divided by 1 + |shift|. */
    static double[] shifted(long seed, double shift) {
        Random random = new Random(seed);
        double[] values = new double[4000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextDouble() + (i < 2000 ? 0 : shift)) / (1 + Math.abs(shift));
        }
        return values;
    }

    /** The 0-based indices of drifts. */
    static List<Integer> drifts(Detector detector, double[] values) {
        return indices(detector, values, Signal.DRIFT);
    }

    /** The 0-based indices of a signal. */
    static List<Integer> indices(Detector detector, double[] values, Signal signal) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (detector.update(values[i]) == signal) {
                indices.add(i);
            }
        }
        return indices;
    }

    /** What a detector says at each value. */
    static List<Signal> signals(Detector detector, double[] values, int from, int to) {
        List<Signal> signals = new ArrayList<>();
        for (int i = from; i < to; i++) {
            signals.add(detector.update(values[i]));
        }
        return signals;
    }
}
