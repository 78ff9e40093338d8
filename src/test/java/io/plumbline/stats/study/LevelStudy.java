package io.plumbline.stats.study;

import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How often tests of distributions reject at 5 %, with no drift and with one. */
final class LevelStudy {
    /** What the tests promise. */
    static final double LEVEL = 0.05;

    private static final List<DistributionTest> TESTS = List.of(DistributionTest.values());
    private static final int REFERENCE = 10_000;
    private static final int[] SHORT = {50, 200, 1_000, 10_000};
    private static final int[] FULL = {50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000};
    private static final int[] POWER = {50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000};

    private final Effort effort;
    private final int[] sizes;
    private final Map<DistributionTest, double[]> equal;
    private final Map<DistributionTest, double[]> unequal;
    private final Map<DistributionTest, double[]> power;

    private interface Drawing {
        Pair draw(long seed, int n, int m);
    }

    LevelStudy(Effort effort) {
        this.effort = effort;
        sizes = effort == Effort.SHORT ? SHORT : FULL;
        equal = shares(sizes, false, Pair::alike);
        unequal = shares(sizes, true, Pair::alike);
        power = shares(effort == Effort.SHORT ? SHORT : POWER, true, Pair::shifted);
    }

    /** By test: share of rejections by size; NaN where there is not enough data. */
    private Map<DistributionTest, double[]> shares(int[] sizes, boolean largeReference, Drawing drawing) {
        Map<DistributionTest, double[]> shares = new EnumMap<>(DistributionTest.class);
        TESTS.forEach(test -> shares.put(test, new double[sizes.length]));
        for (int i = 0; i < sizes.length; i++) {
            int n = sizes[i];
            double[][] p = IntStream.range(0, runs(n))
                    .parallel()
                    .mapToObj(seed -> drawing.draw(seed, largeReference ? REFERENCE : n, n))
                    .map(pair ->
                            TESTS.stream().mapToDouble(test -> test.p(pair)).toArray())
                    .toArray(double[][]::new);
            for (int test = 0; test < TESTS.size(); test++) {
                shares.get(TESTS.get(test))[i] = rejected(p, test);
            }
        }
        return shares;
    }

    /** Pairs of samples of n. */
    int runs(int n) {
        return effort.of(n > 1_000 ? 150 : 400, n > 100_000 ? 4_000 : 10_000);
    }

    /** Share of the runs that reject, of those with enough data; NaN if that is less than half of them. */
    static double rejected(double[][] p, int test) {
        int rejected = 0;
        int told = 0;
        for (double[] run : p) {
            rejected += run[test] <= LEVEL ? 1 : 0;
            told += Double.isNaN(run[test]) ? 0 : 1;
        }
        // A test that mostly has not enough data has no level worth stating.
        return 2 * told < p.length ? Double.NaN : (double) rejected / told;
    }

    int[] sizes() {
        return sizes.clone();
    }

    /** Share of rejections without drift, samples of the same size; NaN where there is not enough data. */
    double level(DistributionTest test, int size) {
        return equal.get(test)[Arrays.binarySearch(sizes, size)];
    }

    /** Share of rejections without drift, against a reference of 10,000. */
    double levelAgainstReference(DistributionTest test, int size) {
        return unequal.get(test)[Arrays.binarySearch(sizes, size)];
    }

    /** Share of rejections with a drift. */
    double power(DistributionTest test, int size) {
        return power.get(test)[Arrays.binarySearch(effort == Effort.SHORT ? SHORT : POWER, size)];
    }

    /** Writes down what was found. */
    void report(Page page) {
        page.add("level-equal", table(sizes, equal));
        page.add("level-reference", table(sizes, unequal));
        page.add("power", table(effort == Effort.SHORT ? SHORT : POWER, power));
        Axis across = Axis.logarithmic("predictions in each sample", 50, sizes[sizes.length - 1]);
        page.add(
                "level",
                new Plot(
                        "Rejections at 5 % where nothing has changed",
                        across,
                        Axis.percent("share rejected", 0, .10),
                        series(sizes, equal),
                        List.of(new Plot.Band("5 % ± 1 point", .04, .06))));
        page.add(
                "power",
                new Plot(
                        "Rejections at 5 % where every tenth value has changed",
                        Axis.logarithmic("predictions, against a reference of 10,000", 50, 10_000),
                        Axis.percent("share rejected", 0, 1),
                        series(effort == Effort.SHORT ? SHORT : POWER, power),
                        List.of()));
    }

    private static Table table(int[] sizes, Map<DistributionTest, double[]> shares) {
        List<String> headings = new ArrayList<>(List.of("test"));
        Arrays.stream(sizes).mapToObj(n -> Axis.plain(n)).forEach(headings::add);
        Table table = new Table(headings.toArray(String[]::new));
        for (DistributionTest test : TESTS) {
            if (Arrays.stream(shares.get(test)).allMatch(Double::isNaN)) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(test.title()));
            for (double share : shares.get(test)) {
                cells.add(Double.isNaN(share) ? "—" : Sample.percent(share));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static List<Plot.Series> series(int[] sizes, Map<DistributionTest, double[]> shares) {
        List<Plot.Series> series = new ArrayList<>();
        for (DistributionTest test : TESTS) {
            List<Plot.Point> points = new ArrayList<>();
            for (int i = 0; i < sizes.length; i++) {
                if (!Double.isNaN(shares.get(test)[i])) {
                    points.add(new Plot.Point(sizes[i], shares.get(test)[i]));
                }
            }
            if (!points.isEmpty()) {
                series.add(new Plot.Series(test.title(), true, points));
            }
        }
        return series;
    }
}
