package io.plumbline.stats.benchmark;

import io.plumbline.stats.moa.SharedDetector;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks. If all were asked for, their tables go into docs/performance.md. */
public final class Benchmarks {
    private static final String ALL = ".*";

    private Benchmarks() {}

    /**
     * The command.
     *
     * @param arguments a regular expression of the benchmarks to run; none for all
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        String which = arguments.length == 0 ? ALL : arguments[0];
        Collection<RunResult> results = new Runner(options(which)
                        .forks(2)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(10)
                        .measurementTime(TimeValue.milliseconds(300))
                        .build())
                .run();
        if (which.equals(ALL)) {
            Page page = page(nanoseconds(results));
            System.out.println(page.print());
            page.fill(Path.of("docs", "performance.md"));
        }
    }

    /** What holds however long it is to take. */
    static ChainedOptionsBuilder options(String which) {
        return new OptionsBuilder()
                .include("io\\.plumbline\\..*" + which)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .shouldFailOnError(true);
    }

    /**
     * Nanoseconds an operation in the fastest iteration, by benchmark, and by its detector if it has one. What else runs on a
     * machine can only make the others slower.
     */
    static Map<String, Double> nanoseconds(Collection<RunResult> results) {
        Map<String, Double> byName = new HashMap<>();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            String detector = result.getParams().getParam("detector");
            byName.put(detector == null ? name : name + " " + detector, fastest(result));
        }
        return byName;
    }

    private static double fastest(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    /** The tables; every benchmark must have been run. */
    static Page page(Map<String, Double> nanoseconds) {
        Page page = new Page();
        page.add("detectors", detectors(nanoseconds));
        page.add("anytime", anytime(nanoseconds));
        page.add("distances", distances(nanoseconds));
        page.add("events", events(nanoseconds));
        return page;
    }

    private static Table detectors(Map<String, Double> nanoseconds) {
        Table table = new Table("detector", "Plumbline, M/s", "MOA, M/s", "Plumbline / MOA");
        for (SharedDetector detector : SharedDetector.values()) {
            double ours = nanoseconds.get("ours " + detector);
            double moas = nanoseconds.get("moas " + detector);
            table.row(detector.title(), millions(ours), millions(moas), times(moas / ours));
        }
        return table;
    }

    private static Table anytime(Map<String, Double> nanoseconds) {
        double ddm = nanoseconds.get("moas " + SharedDetector.DDM);
        Table table = new Table("alarm", "M/s", "/ MOA's DDM");
        Map<String, String> titles = Map.of(
                "shiryaevRoberts", "e-SR", "cusum", "e-CUSUM", "lifetime", "lifetime", "learned", "lifetime, learned");
        for (String name : new String[] {"shiryaevRoberts", "cusum", "lifetime", "learned"}) {
            double time = nanoseconds.get(name);
            table.row(titles.get(name), millions(time), times(ddm / time));
        }
        return table;
    }

    private static Table distances(Map<String, Double> nanoseconds) {
        Table table = new Table("distance", "µs");
        table.row("PSI", microseconds(nanoseconds.get("psi")));
        table.row("Kolmogorov–Smirnov", microseconds(nanoseconds.get("kolmogorovSmirnov")));
        table.row("Jensen–Shannon", microseconds(nanoseconds.get("jensenShannon")));
        table.row("the three together", microseconds(nanoseconds.get("together")));
        return table;
    }

    private static Table events(Map<String, Double> nanoseconds) {
        double tokens = nanoseconds.get("tokensOnly");
        Table table = new Table("events", "µs", "/ tokens only");
        Map<String, String> titles = Map.of(
                "tokensOnly",
                "Jackson, tokens only",
                "parsed",
                "parsed and checked",
                "parsedByJackson",
                "parsed and checked by way of Jackson");
        for (String name : new String[] {"tokensOnly", "parsed", "parsedByJackson"}) {
            double time = nanoseconds.get(name);
            table.row(titles.get(name), String.format(Locale.ROOT, "%.2f", time / 1000), times(time / tokens));
        }
        return table;
    }

    private static String millions(double nanoseconds) {
        return String.format(Locale.ROOT, nanoseconds > 100 ? "%.1f" : "%.0f", 1000 / nanoseconds);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static String microseconds(double nanoseconds) {
        return String.format(Locale.ROOT, "%.1f", nanoseconds / 1000);
    }
}
