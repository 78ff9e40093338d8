package io.plumbline.stats.study;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.estimate.AuditSample;
import io.plumbline.stats.estimate.DifferenceEstimate;
import io.plumbline.stats.estimate.Target;
import io.plumbline.stats.estimate.VoluntaryLabels;
import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whether the audit tells the error rate while users speak up as they like: on three in ten errors that they notice, which are
 * those of unsure predictions mostly, and on one in fifty right predictions.
 */
final class AuditStudy {
    /** What the intervals promise. */
    static final double LEVEL = 0.95;

    private static final List<Case> CASES = List.of(
            new Case("2 % audited, .20", .20, 20_000, .02, .02),
            new Case("2 % audited, risen to .272", .272, 20_000, .02, .02),
            new Case("2 % audited, .05", .05, 20_000, .02, .02),
            new Case("unsure ones five times as often, .20", .20, 20_000, .01, .05),
            new Case("unsure ones five times as often, .05", .05, 20_000, .01, .05),
            new Case("small: 100 labels, .20", .20, 5_000, .02, .02),
            new Case("rare: 400 labels, .02", .02, 20_000, .02, .02));

    private final int runs;
    private final List<Map<Way, Outcome>> outcomes = new ArrayList<>();

    /** How the rate is estimated. */
    enum Way {
        VOLUNTARY("errors among voluntary labels"),
        HORVITZ_THOMPSON("Horvitz–Thompson"),
        HAJEK("Hájek"),
        WITH_VOLUNTARY("Hájek and voluntary labels"),
        DIFFERENCE("difference from confidence");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    /**
     * A situation.
     *
     * @param name what it is
     * @param rate true error rate of the process
     * @param predictions made in the period
     * @param sure share audited of the sure predictions, half of all
     * @param unsure share audited of the others
     */
    record Case(String name, double rate, int predictions, double sure, double unsure) {}

    /** Averages over the runs: estimate, its distance from the truth, length of the interval, and how often that covers. */
    record Outcome(double value, double error, double length, double coverage) {}

    AuditStudy(Effort effort) {
        runs = effort.of(300, 5_000);
        for (Case one : CASES) {
            outcomes.add(run(one));
        }
    }

    List<Case> cases() {
        return CASES;
    }

    int runs() {
        return runs;
    }

    Outcome outcome(Case one, Way way) {
        return outcomes.get(CASES.indexOf(one)).get(way);
    }

    private Map<Way, Outcome> run(Case one) {
        List<Map<Way, double[]>> results = IntStream.range(0, runs)
                .parallel()
                .mapToObj(seed -> Period.of(one, seed).estimates())
                .toList();
        Map<Way, Outcome> byWay = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            double[] sums = new double[4];
            for (Map<Way, double[]> result : results) {
                double[] estimate = result.get(way);
                sums[0] += estimate[0];
                sums[1] += Math.abs(estimate[0] - one.rate());
                sums[2] += estimate[2] - estimate[1];
                sums[3] += estimate[1] <= one.rate() && one.rate() <= estimate[2] ? 1 : 0;
            }
            byWay.put(way, new Outcome(sums[0] / runs, sums[1] / runs, sums[2] / runs, sums[3] / runs));
        }
        return byWay;
    }

    /** One period of predictions, with what became known of them. */
    private static final class Period {
        private final Case one;
        private AuditSample audit = AuditSample.empty();
        private AuditSample silent = AuditSample.empty();
        private final boolean[] errors;
        private final double[] guesses;
        private final double[] propensities;
        private int audited;
        private long voluntary;
        private long voluntaryErrors;
        private double guessed;

        private Period(Case one) {
            this.one = one;
            errors = new boolean[one.predictions()];
            guesses = new double[one.predictions()];
            propensities = new double[one.predictions()];
        }

        static Period of(Case one, long seed) {
            Period period = new Period(one);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < one.predictions(); i++) {
                period.predict(random);
            }
            return period;
        }

        private void predict(SplittableRandom random) {
            // Unsure predictions are four times as often wrong as sure ones; the model believes in half its errors
            // only.
            boolean unsure = random.nextBoolean();
            double rate = one.rate() * (unsure ? 1.6 : 0.4);
            boolean error = random.nextDouble() < rate;
            double guess = rate / 2;
            guessed += guess;
            boolean speaks = random.nextDouble() < (error ? unsure ? .27 : .03 : .02);
            voluntary += speaks ? 1 : 0;
            voluntaryErrors += speaks && error ? 1 : 0;
            double propensity = unsure ? one.unsure() : one.sure();
            if (random.nextDouble() < propensity) {
                errors[audited] = error;
                guesses[audited] = guess;
                propensities[audited++] = propensity;
                AuditSample label = AuditSample.of(error ? 1 : 0, 1, propensity);
                audit = audit.plus(label);
                silent = speaks ? silent : silent.plus(label);
            }
        }

        /** By way: value and the ends of the interval. */
        Map<Way, double[]> estimates() {
            int n = one.predictions();
            double naive = (double) voluntaryErrors / voluntary;
            double spread = 1.96 * Math.sqrt(naive * (1 - naive) / voluntary);
            VoluntaryLabels volunteered = new VoluntaryLabels(voluntary, voluntaryErrors);
            Estimate difference = DifferenceEstimate.rate(
                    guessed / n,
                    n,
                    Arrays.copyOf(errors, audited),
                    Arrays.copyOf(guesses, audited),
                    Arrays.copyOf(propensities, audited),
                    LEVEL,
                    Target.PROCESS);
            return Map.of(
                    Way.VOLUNTARY, new double[] {naive, naive - spread, naive + spread},
                    Way.HORVITZ_THOMPSON, numbers(audit.horvitzThompson(n, LEVEL, Target.PROCESS)),
                    Way.HAJEK, numbers(audit.hajek(LEVEL, Target.PROCESS)),
                    Way.WITH_VOLUNTARY, numbers(silent.withVoluntary(volunteered, n, LEVEL, Target.PROCESS)),
                    Way.DIFFERENCE, numbers(difference));
        }

        private static double[] numbers(Estimate estimate) {
            if (estimate instanceof Estimate.Measured measured) {
                return new double[] {
                    measured.value(),
                    measured.interval().lower(),
                    measured.interval().upper()
                };
            }
            throw new IllegalStateException("Every period has labels, but " + estimate);
        }
    }

    /** Writes down what was found. */
    void report(Page page) {
        Table table = new Table("situation", "estimated by", "mean estimate", "mean error", "mean length", "covered");
        for (Case one : CASES) {
            for (Way way : Way.values()) {
                Outcome outcome = outcome(one, way);
                table.row(
                        one.name(),
                        way.title,
                        digits(outcome.value()),
                        digits(outcome.error()),
                        digits(outcome.length()),
                        Sample.percent(outcome.coverage()));
            }
        }
        page.add("audit", table);
        page.add("audit", plot());
    }

    private Plot plot() {
        List<Plot.Series> series = new ArrayList<>();
        for (Way way : Way.values()) {
            if (way != Way.VOLUNTARY) {
                List<Plot.Point> points = new ArrayList<>();
                for (int i = 0; i < CASES.size(); i++) {
                    points.add(new Plot.Point(i + 1, outcome(CASES.get(i), way).coverage()));
                }
                series.add(new Plot.Series(way.title, false, points));
            }
        }
        return new Plot(
                "Intervals of 95 % that cover the true error rate",
                Axis.linear("situation, in the order of the table", 0.5, CASES.size() + 0.5),
                Axis.percent("share that cover", 0.9, 1),
                series,
                List.of(new Plot.Band("93 to 97 %", 0.93, 0.97)));
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
