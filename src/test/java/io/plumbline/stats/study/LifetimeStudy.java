package io.plumbline.stats.study;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Whether an alarm is ever raised for nothing in a life of a million labels. */
final class LifetimeStudy {
    private static final double[] RATES = {.02, .05, .20};
    private static final int FULL_LIFE = 1_000_000;
    private static final long SEED = 7_000_000;

    private final int life;
    private final int runs;
    private final Map<Subject, double[][]> firstAlarms = new LinkedHashMap<>();

    LifetimeStudy(Effort effort) {
        life = effort.of(50_000, FULL_LIFE);
        runs = effort.of(100, 1_000);
        for (Subject subject : Subject.all()) {
            boolean shown = List.of("DDM", "ADWIN", "Page-Hinkley").contains(subject.name());
            if (subject.once() || (shown && subject.by() == Subject.By.PLUMBLINE)) {
                double[][] byRate = new double[RATES.length][];
                for (int i = 0; i < RATES.length; i++) {
                    byRate[i] = firstAlarms(subject, RATES[i]);
                }
                firstAlarms.put(subject, byRate);
            }
        }
    }

    /** By run; infinite for none. */
    private double[] firstAlarms(Subject subject, double rate) {
        Scenario scenario = new Scenario("steady", rate, t -> rate, Dependence.NONE);
        return IntStream.range(0, runs)
                .parallel()
                .mapToDouble(run -> {
                    ErrorStream past = scenario.unchanged(SEED + run);
                    ErrorStream stream = scenario.unchanged(SEED - 1 - run);
                    Watch watch = subject.maker().make(rate, past);
                    for (int t = 1; t <= life; t++) {
                        if (watch.alarm(stream.next())) {
                            return t;
                        }
                    }
                    return Double.POSITIVE_INFINITY;
                })
                .toArray();
    }

    /** Number of lives for each rate. */
    int runs() {
        return runs;
    }

    double[] rates() {
        return RATES.clone();
    }

    /** Lives with an alarm by some time. */
    long alarms(Subject subject, int rate, double by) {
        return Arrays.stream(firstAlarms.get(subject)[rate])
                .filter(first -> first <= by)
                .count();
    }

    /** Lives with any alarm. */
    long alarms(Subject subject, int rate) {
        return alarms(subject, rate, life);
    }

    /** Most lives that may see an alarm: of a promise that is kept, more would be seen once in ten thousand studies. */
    int most() {
        return BinomialDistribution.of(runs, 0.05).inverseSurvivalProbability(1e-4);
    }

    private void requirePromise() {
        for (Subject subject : List.of(Subject.LIFETIME, Subject.LEARNED)) {
            for (int rate = 0; rate < RATES.length; rate++) {
                if (alarms(subject, rate) > most()) {
                    throw new IllegalStateException(subject.name() + " broke its promise: " + alarms(subject, rate)
                            + " of " + runs + " lives at a rate of " + RATES[rate] + " saw a false alarm, at most "
                            + most() + " may");
                }
            }
        }
    }

    /**
     * Writes down what was found.
     *
     * @throws IllegalStateException if an alarm with a promise did not keep it
     */
    void report(Page page) {
        requirePromise();
        Table table =
                new Table("detector", "errors", "by 1,000", "by 10,000", "by 100,000", "by 1,000,000", "95 % interval");
        firstAlarms.forEach((subject, byRate) -> {
            for (int rate = 0; rate < RATES.length; rate++) {
                var interval = ClopperPearson.interval(alarms(subject, rate), runs, 0.95);
                table.row(
                        subject.name(),
                        Axis.plain(RATES[rate]),
                        share(subject, rate, 1e3),
                        share(subject, rate, 1e4),
                        share(subject, rate, 1e5),
                        share(subject, rate, 1e6),
                        Sample.percent(interval.lower()) + " – " + Sample.percent(interval.upper()));
            }
        });
        page.add("lifetime", table);
        page.add("lifetime", plot(1));
    }

    private String share(Subject subject, int rate, double by) {
        return Sample.percent((double) alarms(subject, rate, by) / runs);
    }

    private Plot plot(int rate) {
        List<Plot.Series> series = new ArrayList<>();
        for (Subject subject : firstAlarms.keySet()) {
            List<Plot.Point> points = new ArrayList<>();
            for (double by = 100; by <= life * 1.01; by *= Math.sqrt(10)) {
                points.add(new Plot.Point(by, (double) alarms(subject, rate, by) / runs));
            }
            series.add(new Plot.Series(subject.name(), true, points));
        }
        return new Plot(
                "At least one false alarm, 5 % errors for ever",
                Axis.logarithmic("labels so far", 100, life),
                Axis.percent("share of the lives", 0, 1),
                series,
                List.of(new Plot.Band("promised: at most 5 %", 0, .05)));
    }
}
