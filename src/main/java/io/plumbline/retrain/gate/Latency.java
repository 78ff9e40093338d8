package io.plumbline.retrain.gate;

import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.retrain.gate.RunProbe.Sampled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Time that a picture takes, one at a time on one thread of this machine, in ONNX Runtime.
 *
 * <p>Both models take turns, so that what else the machine does meets both; the ratio is the median of the rounds' ratios.
 *
 * @param micros median of the challenger
 * @param championMicros median of the champion; NaN without one
 * @param ratio challenger over champion; NaN without one
 * @param rounds measured
 */
public record Latency(double micros, double championMicros, double ratio, int rounds) {
    private static final int WARM_UP = 5;
    private static final int FEWEST = 5;
    private static final int MOST = 301;
    private static final long PATIENCE = 6_000_000_000L;

    /** A time for people to read: microseconds below a millisecond, else milliseconds. */
    public static String text(double micros) {
        return micros < 1_000
                ? String.format(Locale.ROOT, "%.0f µs", micros)
                : String.format(Locale.ROOT, "%,.1f ms", micros / 1_000);
    }

    /** As the one word after another that {@link #words} gives. */
    static Latency of(String words) {
        String[] each = words.split(" ", 4);
        return new Latency(
                Double.parseDouble(each[0]),
                Double.parseDouble(each[1]),
                Double.parseDouble(each[2]),
                Integer.parseInt(each[3]));
    }

    String words() {
        return micros + " " + championMicros + " " + ratio + " " + rounds;
    }

    static Latency measure(Optional<Sampled> champion, Sampled challenger) {
        try (OnnxRunner fresh = challenger.network().runner();
                OnnxRunner old = champion.orElse(challenger).network().runner()) {
            float[][][] pictures = singles(challenger);
            float[][][] oldPictures = singles(champion.orElse(challenger));
            List<double[]> rounds = new ArrayList<>();
            long start = System.nanoTime();
            for (int round = -WARM_UP; round < MOST; round++) {
                int turn = Math.floorMod(round, 64);
                double before = turn % 2 == 0 ? time(old, oldPictures, turn) : 0;
                double now = time(fresh, pictures, turn);
                before = turn % 2 == 0 ? before : time(old, oldPictures, turn);
                if (round >= 0) {
                    rounds.add(new double[] {now, before, now / before});
                }
                if (rounds.size() >= FEWEST && System.nanoTime() - start > PATIENCE) {
                    break;
                }
            }
            boolean compared = champion.isPresent();
            return new Latency(
                    median(rounds, 0),
                    compared ? median(rounds, 1) : Double.NaN,
                    compared ? median(rounds, 2) : Double.NaN,
                    rounds.size());
        }
    }

    private static double time(OnnxRunner runner, float[][][] pictures, int turn) {
        float[][] picture = pictures[turn % pictures.length];
        long start = System.nanoTime();
        runner.run(picture);
        return (System.nanoTime() - start) / 1e3;
    }

    private static float[][][] singles(Sampled model) {
        return Arrays.stream(model.inputs()).map(input -> new float[][] {input}).toArray(float[][][]::new);
    }

    private static double median(List<double[]> rounds, int column) {
        double[] sorted = rounds.stream().mapToDouble(r -> r[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
