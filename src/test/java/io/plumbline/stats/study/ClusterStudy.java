package io.plumbline.stats.study;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import io.plumbline.stats.estimate.ClusterEffect;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tests of distributions on devices whose confidences differ for good: 600 devices on either side, 1 to 19 values each, counted
 * into 64 shards by device. Nothing changes.
 */
final class ClusterStudy {
    private static final int DEVICES = 600;
    private static final int SHARDS = 64;

    private final int runs;
    private final Map<Distance, double[]> levels = new EnumMap<>(Distance.class);

    /** What is measured. */
    enum Distance {
        PSI("PSI"),
        JENSEN_SHANNON("Jensen–Shannon"),
        KOLMOGOROV_SMIRNOV("Kolmogorov–Smirnov"),
        WASSERSTEIN("W1");

        private final String title;

        Distance(String title) {
            this.title = title;
        }

        boolean rejects(Histogram reference, Histogram current, Design ofCells, Design ofCumulative) {
            Comparison comparison =
                    switch (this) {
                        case PSI -> Distances.psi(reference, current, ofCells);
                        case JENSEN_SHANNON -> Distances.jensenShannon(reference, current, ofCells);
                        case KOLMOGOROV_SMIRNOV -> Distances.kolmogorovSmirnov(reference, current, ofCumulative);
                        case WASSERSTEIN -> Distances.wasserstein(reference, current, ofCumulative);
                    };
            return comparison instanceof Comparison.Measured measured && measured.p() <= LevelStudy.LEVEL;
        }
    }

    ClusterStudy(Effort effort) {
        runs = effort.of(200, 10_000);
        boolean[][][] rejected =
                IntStream.range(0, runs).parallel().mapToObj(ClusterStudy::run).toArray(boolean[][][]::new);
        Distance[] distances = Distance.values();
        for (int i = 0; i < distances.length; i++) {
            double[] shares = new double[2];
            for (boolean[][] run : rejected) {
                shares[0] += run[i][0] ? 1.0 / runs : 0;
                shares[1] += run[i][1] ? 1.0 / runs : 0;
            }
            levels.put(distances[i], shares);
        }
    }

    /** By distance: whether it rejects as if all values were independent, and whether it does with the design. */
    private static boolean[][] run(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Histogram> reference = draw(random);
        List<Histogram> current = draw(random);
        ClusterEffect first = ClusterEffect.of(reference);
        ClusterEffect second = ClusterEffect.of(current);
        Design independent = Design.independent(LevelStudy.LEVEL);
        Design ofCells = ClusterEffect.ofCells(LevelStudy.LEVEL, first, second);
        Design ofCumulative = ClusterEffect.ofCumulative(LevelStudy.LEVEL, first, second);
        Histogram before = whole(reference);
        Histogram after = whole(current);
        List<boolean[]> rejected = new ArrayList<>();
        for (Distance distance : Distance.values()) {
            rejected.add(new boolean[] {
                distance.rejects(before, after, independent, independent),
                distance.rejects(before, after, ofCells, ofCumulative)
            });
        }
        return rejected.toArray(boolean[][]::new);
    }

    private static List<Histogram> draw(SplittableRandom random) {
        List<Histogram> shards = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Histogram());
        }
        for (int device = 0; device < DEVICES; device++) {
            Histogram shard = shards.get(random.nextInt(SHARDS));
            double power = 0.25 + 0.5 * random.nextDouble();
            for (int left = random.nextInt(1, 20); left > 0; left--) {
                shard.add(Math.pow(random.nextDouble(), power));
            }
        }
        return shards;
    }

    private static Histogram whole(List<Histogram> shards) {
        Histogram whole = new Histogram();
        shards.forEach(whole::merge);
        return whole;
    }

    int runs() {
        return runs;
    }

    /** Share of rejections where the clusters are disregarded. */
    double careless(Distance distance) {
        return levels.get(distance)[0];
    }

    /** Share of rejections where the shards' design effect is allowed for. */
    double careful(Distance distance) {
        return levels.get(distance)[1];
    }

    /** Writes down what was found. */
    void report(Page page) {
        Table table = new Table("test", "as if independent", "with the design effect of the shards");
        for (Distance distance : Distance.values()) {
            table.row(distance.title, Sample.percent(careless(distance)), Sample.percent(careful(distance)));
        }
        page.add("clusters", table);
    }
}
