package io.plumbline.stats.study;

import io.plumbline.stats.anytime.EBenjaminiHochberg;
import io.plumbline.stats.anytime.LifetimeEProcess;
import io.plumbline.stats.detector.Ddm;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A hundred overlapping segments under one false discovery rate: 10 phone models, 8 countries, their 80 pairs, 2 versions of
 * the system. Each audited label belongs to four of them. From label 20,000 on one phone model errs more.
 */
final class SegmentStudy {
    /** Number of segments. */
    static final int SEGMENTS = 100;

    /** False discovery rate that is promised. */
    static final double ALPHA = 0.05;

    private static final int MODELS = 10;
    private static final int COUNTRIES = 8;
    private static final int VERSIONS = 2;
    private static final int FIRST_PAIR = MODELS + COUNTRIES;
    private static final int FIRST_VERSION = FIRST_PAIR + MODELS * COUNTRIES;
    private static final int DRIFTING = 3;
    private static final int LABELS = 100_000;
    private static final int CHANGE = 20_000;
    private static final int LOOK = 10_000;
    private static final double PROMISE = .05;
    private static final double BROKEN = .15;

    private final List<Method> methods = List.of(
            new Method("e-BH at 5 %", (e, ddm) -> EBenjaminiHochberg.rejected(e, ALPHA)),
            new Method("each e-value by itself, above 20", (e, ddm) -> above(e, 1 / ALPHA)),
            new Method("DDM in each, at its first alarm", (e, ddm) -> ddm.clone()));
    private final int runs;
    private final double[][][] changed;
    private final double[][][] unchanged;

    private interface Decision {
        boolean[] reject(double[] eValues, boolean[] ddm);
    }

    private record Method(String name, Decision decision) {}

    SegmentStudy(Effort effort) {
        runs = effort.of(30, 1_000);
        changed = mean(BROKEN);
        unchanged = mean(PROMISE);
    }

    /** By method and look, averages of: share of false among those rejected; share of the drifting that are rejected. */
    private double[][][] mean(double broken) {
        double[][][][] all = IntStream.range(0, runs)
                .parallel()
                .mapToObj(seed -> run(seed, broken))
                .toArray(double[][][][]::new);
        double[][][] mean = new double[methods.size()][LABELS / LOOK][2];
        for (double[][][] run : all) {
            for (int method = 0; method < mean.length; method++) {
                for (int look = 0; look < mean[method].length; look++) {
                    mean[method][look][0] += run[method][look][0] / runs;
                    mean[method][look][1] += run[method][look][1] / runs;
                }
            }
        }
        return mean;
    }

    private double[][][] run(long seed, double broken) {
        SplittableRandom random = new SplittableRandom(seed);
        LifetimeEProcess[] processes = new LifetimeEProcess[SEGMENTS];
        Ddm[] detectors = new Ddm[SEGMENTS];
        boolean[] alarmed = new boolean[SEGMENTS];
        for (int i = 0; i < SEGMENTS; i++) {
            processes[i] = new LifetimeEProcess(PROMISE, ALPHA);
            detectors[i] = new Ddm();
        }
        double[][][] outcome = new double[methods.size()][LABELS / LOOK][];
        for (int t = 1; t <= LABELS; t++) {
            int model = random.nextInt(MODELS);
            int country = random.nextInt(COUNTRIES);
            double rate = t > CHANGE && model == DRIFTING ? broken : PROMISE;
            boolean error = random.nextDouble() < rate;
            int[] segments = {
                model,
                MODELS + country,
                FIRST_PAIR + model * COUNTRIES + country,
                FIRST_VERSION + random.nextInt(VERSIONS),
            };
            for (int segment : segments) {
                processes[segment].update(error);
                alarmed[segment] |= detectors[segment].update(error ? 1 : 0) == Signal.DRIFT;
            }
            if (t % LOOK == 0) {
                double[] e = new double[SEGMENTS];
                for (int i = 0; i < SEGMENTS; i++) {
                    e[i] = processes[i].value();
                }
                for (int method = 0; method < outcome.length; method++) {
                    boolean[] rejected = methods.get(method).decision().reject(e, alarmed);
                    outcome[method][t / LOOK - 1] = judge(rejected, t > CHANGE && broken > PROMISE);
                }
            }
        }
        return outcome;
    }

    private static double[] judge(boolean[] rejected, boolean drifted) {
        double all = 0;
        double wrong = 0;
        double found = 0;
        for (int i = 0; i < rejected.length; i++) {
            if (rejected[i]) {
                all++;
                wrong += drifted && broken(i) ? 0 : 1;
                found += drifted && ofDrifting(i) ? 1 : 0;
            }
        }
        return new double[] {wrong / Math.max(1, all), found / (1 + COUNTRIES)};
    }

    /** The drifting model and its pairs. */
    private static boolean ofDrifting(int segment) {
        boolean pair = segment >= FIRST_PAIR && segment < FIRST_VERSION;
        return segment == DRIFTING || (pair && (segment - FIRST_PAIR) / COUNTRIES == DRIFTING);
    }

    /** Whether any of a segment's predictions come from the drifting model: then its error rate has risen. */
    private static boolean broken(int segment) {
        boolean country = segment >= MODELS && segment < FIRST_PAIR;
        return ofDrifting(segment) || country || segment >= FIRST_VERSION;
    }

    private static boolean[] above(double[] e, double bound) {
        boolean[] above = new boolean[e.length];
        for (int i = 0; i < e.length; i++) {
            above[i] = e[i] >= bound;
        }
        return above;
    }

    /** False discovery rate of e-BH at a look, from 0. */
    double falseDiscoveryRate(int look) {
        return Math.max(changed[0][look][0], unchanged[0][look][0]);
    }

    /** Share of the model and its eight pairs that e-BH finds by a look. */
    double found(int look) {
        return changed[0][look][1];
    }

    /** Number of looks. */
    int looks() {
        return LABELS / LOOK;
    }

    /** Writes down what was found. */
    void report(Page page) {
        Table table = new Table(
                "method", "FDR, no drift", "FDR at 50,000", "at 100,000", "found at 30,000", "at 50,000", "at 100,000");
        List<Plot.Series> series = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            table.row(
                    methods.get(i).name(),
                    Sample.percent(unchanged[i][looks() - 1][0]),
                    Sample.percent(changed[i][4][0]),
                    Sample.percent(changed[i][looks() - 1][0]),
                    Sample.percent(changed[i][2][1]),
                    Sample.percent(changed[i][4][1]),
                    Sample.percent(changed[i][looks() - 1][1]));
            List<Plot.Point> points = new ArrayList<>();
            for (int look = 0; look < looks(); look++) {
                points.add(new Plot.Point((look + 1) * (double) LOOK, changed[i][look][0]));
            }
            series.add(new Plot.Series(methods.get(i).name(), true, points));
        }
        page.add("segments", table);
        page.add(
                "segments",
                new Plot(
                        "False among the segments reported, drift from 20,000 on",
                        Axis.linear("audited labels", 0, LABELS),
                        Axis.percent("false discovery rate", 0, 1),
                        series,
                        List.of(new Plot.Band("promised: at most 5 %", 0, ALPHA))));
    }
}
