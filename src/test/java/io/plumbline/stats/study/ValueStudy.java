package io.plumbline.stats.study;

import io.plumbline.stats.KolmogorovSmirnov;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Samples;
import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How often tests of distributions on the numbers themselves reject at 5 %, with no drift and with one. */
final class ValueStudy {
    private static final List<ValueTest> TESTS = List.of(ValueTest.values());
    private static final List<Case> SHORT =
            List.of(new Case(50, 50, 0), new Case(500, 500, 0), new Case(500, 1_000, 0), new Case(1_000, 1_000, .1));
    private static final List<Case> FULL = List.of(
            new Case(50, 50, 0),
            new Case(100, 100, 0),
            new Case(200, 200, 0),
            new Case(500, 500, 0),
            new Case(1_000, 1_000, 0),
            new Case(100, 1_000, 0),
            new Case(500, 1_000, 0),
            new Case(1_000, 1_000, .1));

    private final int runs;
    private final List<Case> cases;
    private final List<Map<ValueTest, Double>> shares = new ArrayList<>();

    /** A test whether two samples of numbers come from one distribution, without bins. */
    enum ValueTest {
        PSI("PSI", (x, y) -> Samples.psi(x, y, independent())),
        KOLMOGOROV_SMIRNOV("Kolmogorov–Smirnov, exact", Samples::kolmogorovSmirnovExact),
        JENSEN_SHANNON("Jensen–Shannon", (x, y) -> Samples.jensenShannon(x, y, independent())),
        HELLINGER("Hellinger", (x, y) -> Samples.hellinger(x, y, independent())),
        TOTAL_VARIATION("total variation", (x, y) -> Samples.totalVariation(x, y, independent())),
        LARGEST_DIFFERENCE("L∞", (x, y) -> Samples.largestDifference(x, y, independent())),
        WASSERSTEIN("W1", Samples::wasserstein);

        private final String title;
        // Safe because: it holds nothing.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Test test;

        private interface Test {
            Comparison of(double[] reference, double[] current);
        }

        ValueTest(String title, Test test) {
            this.title = title;
            this.test = test;
        }

        private static Design independent() {
            return Design.independent(LevelStudy.LEVEL);
        }

        String title() {
            return title;
        }

        /** The p-value; NaN if there was not enough data. */
        double p(double[] reference, double[] current) {
            return test.of(reference, current) instanceof Comparison.Measured measured ? measured.p() : Double.NaN;
        }
    }

    /**
     * Two samples.
     *
     * @param current size of the one
     * @param reference size of the other
     * @param changed share of the current values that are drawn anew from all between 0 and 1
     */
    record Case(int current, int reference, double changed) {
        private boolean level() {
            return changed == 0;
        }

        private String title() {
            String sizes =
                    current == reference ? Axis.plain(current) : Axis.plain(current) + " : " + Axis.plain(reference);
            return level() ? sizes : sizes + ", drift";
        }
    }

    ValueStudy(Effort effort) {
        runs = effort.of(200, 4_000);
        cases = effort == Effort.SHORT ? SHORT : FULL;
        for (Case one : cases) {
            double[][] p = IntStream.range(0, runs)
                    .parallel()
                    .mapToObj(seed -> run(one, seed))
                    .toArray(double[][]::new);
            Map<ValueTest, Double> found = new EnumMap<>(ValueTest.class);
            for (int test = 0; test < TESTS.size(); test++) {
                found.put(TESTS.get(test), LevelStudy.rejected(p, test));
            }
            shares.add(found);
        }
    }

    private static double[] run(Case one, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] reference = draw(random, one.reference, 0);
        double[] current = draw(random, one.current, one.changed);
        return TESTS.stream().mapToDouble(test -> test.p(reference, current)).toArray();
    }

    private static double[] draw(SplittableRandom random, int n, double changed) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            values[i] = random.nextDouble() < changed ? u : Math.sqrt(u);
        }
        return values;
    }

    int runs() {
        return runs;
    }

    /** The cases where nothing has changed. */
    List<Case> unchanged() {
        return cases.stream().filter(Case::level).toList();
    }

    /** The one with a drift. */
    Case drift() {
        return cases.get(cases.size() - 1);
    }

    /** Share of rejections; NaN where there is not enough data. */
    double rejected(ValueTest test, Case one) {
        return shares.get(cases.indexOf(one)).get(test);
    }

    /** Largest level up to 5 % that the exact Kolmogorov–Smirnov test of two samples of n can have. */
    static double attainable(int n) {
        return KolmogorovSmirnov.tail(n, KolmogorovSmirnov.critical(n, LevelStudy.LEVEL));
    }

    /** Writes down what was found. */
    void report(Page page) {
        List<String> headings = new ArrayList<>(List.of("test"));
        cases.forEach(one -> headings.add(one.title()));
        Table table = new Table(headings.toArray(String[]::new));
        for (ValueTest test : TESTS) {
            table.row(row(test.title(), cases.stream().map(one -> share(rejected(test, one)))));
            if (test == ValueTest.KOLMOGOROV_SMIRNOV) {
                table.row(row("… attainable", cases.stream().map(ValueStudy::attainable)));
            }
        }
        page.add("values", table);
    }

    private static String attainable(Case one) {
        return share(one.level() && one.current == one.reference ? attainable(one.current) : Double.NaN);
    }

    private static String share(double share) {
        return Double.isNaN(share) ? "—" : Sample.percent(share);
    }

    private static String[] row(String title, Stream<String> cells) {
        return Stream.concat(Stream.of(title), cells).toArray(String[]::new);
    }
}
