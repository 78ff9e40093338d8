package io.plumbline.stats.study;

import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.CountTests;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.estimate.LikeHours;
import io.plumbline.stats.estimate.ShardTotals;
import io.plumbline.stats.estimate.WholeDays;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tests whether an error rate has changed, on 400 devices over four weeks: 1,200 labels a day, at any hour, from devices of
 * which some send thirty times as many as others. One in ten is an error on average.
 */
final class CycleStudy {
    private static final int DEVICES = 400;
    private static final double[] ACTIVITY = {.3, 1, 3, 10};
    private static final int LABELS_A_DAY = 1_200;
    private static final int PERIOD = 14;
    private static final int HOURS = 24;
    private static final int SHARDS = 64;
    private static final int FEW_SHARDS = 8;
    private static final double RATE = .1;
    private static final double RISE = 1.3;

    private static final List<Way> WAYS = List.of(Way.values());

    private final int runs;
    private final Map<World, Map<Way, Double>> shares = new EnumMap<>(World.class);

    /** What the labels are like. */
    enum World {
        INDEPENDENT("independent", false, false, false, false),
        CYCLE("daily cycle", true, false, false, false),
        BURSTS("cycle, other bad devices every day", true, true, false, false),
        DEVICES("cycle, some devices bad for good", true, false, true, false),
        RISEN("the same, 1.3 times the errors", true, false, true, true);

        private final String title;
        private final boolean cycle;
        private final boolean bursts;
        private final boolean devices;
        private final boolean risen;

        World(String title, boolean cycle, boolean bursts, boolean devices, boolean risen) {
            this.title = title;
            this.cycle = cycle;
            this.bursts = bursts;
            this.devices = devices;
            this.risen = risen;
        }
    }

    /** How the periods are compared. */
    enum Way {
        PLAIN("χ², 36 hours : 14 days"),
        LIKE_HOURS("`LikeHours`, 36 hours : 14 days"),
        LIKE_HOURS_OF_SHARDS("`LikeHours` with the design effect of 64 shards"),
        WHOLE_DAYS("`WholeDays`, 14 : 14 days"),
        SHARD_TOTALS("`ShardTotals`, 64 shards, 14 : 14 days"),
        FEW_SHARD_TOTALS("`ShardTotals`, 8 shards, 14 : 14 days");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    CycleStudy(Effort effort) {
        runs = effort.of(200, 4_000);
        for (World world : World.values()) {
            double[][] p = IntStream.range(0, runs)
                    .parallel()
                    .mapToObj(seed -> new Month(world, seed).p())
                    .toArray(double[][]::new);
            Map<Way, Double> found = new EnumMap<>(Way.class);
            for (int way = 0; way < WAYS.size(); way++) {
                found.put(WAYS.get(way), LevelStudy.rejected(p, way));
            }
            shares.put(world, found);
        }
    }

    /** Labels of one period, as each test wants them. */
    private static final class Period {
        private final ShardTotals shards = new ShardTotals(SHARDS);
        private final ShardTotals fewShards = new ShardTotals(FEW_SHARDS);
        private final ShardTotals windowShards = new ShardTotals(SHARDS);
        private final long[][] hours = new long[HOURS][2];
        private final double[] days = new double[PERIOD];

        /** {right, wrong} in the window. */
        private long[] outcomes() {
            long[] outcomes = new long[2];
            for (long[] hour : hours) {
                outcomes[0] += hour[0] - hour[1];
                outcomes[1] += hour[1];
            }
            return outcomes;
        }

        private double effect() {
            return windowShards.estimate(1 - LevelStudy.LEVEL) instanceof ShardTotals.Estimate.Measured measured
                    ? Math.max(1, measured.designEffect())
                    : 1;
        }
    }

    /** Four weeks. */
    private static final class Month {
        private final World world;
        private final SplittableRandom random;
        private final double[] ofDevice = new double[DEVICES];

        Month(World world, long seed) {
            this.world = world;
            random = new SplittableRandom(seed);
        }

        double[] p() {
            drawDevices(world.devices);
            Period reference = draw(RATE, PERIOD * HOURS);
            Period current = draw(world.risen ? RISE * RATE : RATE, 36);
            Design independent = Design.independent(LevelStudy.LEVEL);
            Design design = new Design(LevelStudy.LEVEL, reference.effect(), current.effect(), SHARDS - 1.0);
            List<Comparison> compared = List.of(
                    CountTests.chiSquared(reference.outcomes(), current.outcomes(), independent),
                    LikeHours.rates(reference.hours, current.hours, 0, independent),
                    LikeHours.rates(reference.hours, current.hours, 0, design),
                    WholeDays.paired(reference.days, current.days, 0),
                    ShardTotals.difference(reference.shards, current.shards, 0),
                    ShardTotals.difference(reference.fewShards, current.fewShards, 0));
            return compared.stream()
                    .mapToDouble(one -> one instanceof Comparison.Measured measured ? measured.p() : Double.NaN)
                    .toArray();
        }

        /** A fifth errs three times as often as the fleet on average, the others half as often; or all alike. */
        private void drawDevices(boolean differ) {
            for (int device = 0; device < DEVICES; device++) {
                ofDevice[device] = !differ ? 1 : random.nextInt(5) == 0 ? 3 : .5;
            }
        }

        /** Fourteen days, of which the first hours are the window of the tests that can take other than whole days. */
        private Period draw(double rate, int window) {
            Period period = new Period();
            for (int day = 0; day < PERIOD; day++) {
                if (world.bursts) {
                    drawDevices(true);
                }
                int errors = 0;
                for (int i = 0; i < LABELS_A_DAY; i++) {
                    int device = device();
                    int hour = random.nextInt(HOURS);
                    double cycle = world.cycle ? 1 + .5 * Math.sin(2 * Math.PI * (hour + .5) / HOURS) : 1;
                    int error = random.nextDouble() < rate * cycle * ofDevice[device] ? 1 : 0;
                    errors += error;
                    period.shards.addOutcomes(device % SHARDS, 1, error);
                    period.fewShards.addOutcomes(device % FEW_SHARDS, 1, error);
                    if (day * HOURS + hour < window) {
                        period.windowShards.addOutcomes(device % SHARDS, 1, error);
                        period.hours[hour][0]++;
                        period.hours[hour][1] += error;
                    }
                }
                period.days[day] = (double) errors / LABELS_A_DAY;
            }
            return period;
        }

        /** A quarter of the devices has each of the activities; device modulo shards does not tell which. */
        private int device() {
            double left = random.nextDouble() * (.3 + 1 + 3 + 10);
            int group = 0;
            while (group < ACTIVITY.length - 1 && left >= ACTIVITY[group]) {
                left -= ACTIVITY[group++];
            }
            return group * (DEVICES / ACTIVITY.length) + random.nextInt(DEVICES / ACTIVITY.length);
        }
    }

    int runs() {
        return runs;
    }

    /** Share of rejections at 5 %. */
    double rejected(Way way, World world) {
        return shares.get(world).get(way);
    }

    /** Writes down what was found. */
    void report(Page page) {
        List<String> headings = new ArrayList<>(List.of("test"));
        for (World world : World.values()) {
            headings.add(world.title);
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Way way : Way.values()) {
            List<String> cells = new ArrayList<>(List.of(way.title));
            for (World world : World.values()) {
                cells.add(Sample.percent(rejected(way, world)));
            }
            table.row(cells.toArray(String[]::new));
        }
        page.add("cycles", table);
    }
}
