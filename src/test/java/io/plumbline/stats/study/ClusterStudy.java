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
    private static final int FEW_SHARDS = 8;

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
            double[] shares = new double[3];
            for (boolean[][] run : rejected) {
                for (int way = 0; way < shares.length; way++) {
                    shares[way] += run[i][way] ? 1.0 / runs : 0;
                }
            }
            levels.put(distances[i], shares);
        }
    }

    /** By distance: whether it rejects as if all values were independent, with the design of many shards, and of few. */
    private static boolean[][] run(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Histogram> reference = draw(random);
        List<Histogram> current = draw(random);
        Design independent = Design.independent(LevelStudy.LEVEL);
        Designs many = Designs.of(reference, current);
        Designs few = Designs.of(few(reference), few(current));
        Histogram before = whole(reference);
        Histogram after = whole(current);
        List<boolean[]> rejected = new ArrayList<>();
        for (Distance distance : Distance.values()) {
            rejected.add(new boolean[] {
                distance.rejects(before, after, independent, independent),
                distance.rejects(before, after, many.cells, many.cumulative),
                distance.rejects(before, after, few.cells, few.cumulative)
            });
        }
        return rejected.toArray(boolean[][]::new);
    }

    /**
     * What the shards tell.
     *
     * @param cells for distances between cells
     * @param cumulative for distances between distribution functions
     */
    private record Designs(Design cells, Design cumulative) {
        static Designs of(List<Histogram> reference, List<Histogram> current) {
            ClusterEffect first = ClusterEffect.of(reference);
            ClusterEffect second = ClusterEffect.of(current);
            return new Designs(
                    ClusterEffect.ofCells(LevelStudy.LEVEL, first, second),
                    ClusterEffect.ofCumulative(LevelStudy.LEVEL, first, second));
        }
    }

    /** The same devices in fewer shards. */
    private static List<Histogram> few(List<Histogram> shards) {
        List<Histogram> few = new ArrayList<>();
        for (int i = 0; i < FEW_SHARDS; i++) {
            few.add(new Histogram());
        }
        for (int i = 0; i < shards.size(); i++) {
            few.get(i % FEW_SHARDS).merge(shards.get(i));
        }
        return few;
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

    /** Share of rejections where the design effect is read off few shards. */
    double carefulWithFew(Distance distance) {
        return levels.get(distance)[2];
    }

    /** Writes down what was found. */
    void report(Page page) {
        Table table = new Table("test", "as if independent", "with the design effect of 64 shards", "of 8 shards");
        for (Distance distance : Distance.values()) {
            table.row(
                    distance.title,
                    Sample.percent(careless(distance)),
                    Sample.percent(careful(distance)),
                    Sample.percent(carefulWithFew(distance)));
        }
        page.add("clusters", table);
    }
}
