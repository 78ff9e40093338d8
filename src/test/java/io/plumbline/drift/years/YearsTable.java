package io.plumbline.drift.years;

import io.plumbline.drift.years.Conventional.Alarm;
import io.plumbline.drift.years.Conventional.Measure;
import io.plumbline.drift.years.Result.Found;
import io.plumbline.stats.report.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The tables of what was found. */
final class YearsTable {
    private YearsTable() {}

    /** What the application found, a row a kind. */
    static Table found(List<Result> results) {
        Table table = new Table(
                "what happens",
                "models",
                "found",
                "days until found",
                "labels until found",
                "place right",
                "cause right",
                "others since",
                "false alarms");
        for (Kind kind : Kind.values()) {
            List<Result> some = of(kind, results);
            List<Result> detected =
                    some.stream().filter(r -> r.detection().isPresent()).toList();
            double quiet = some.stream().mapToDouble(Result::quietYears).sum();
            long wrong = some.stream().mapToLong(Result::falseAlarms).sum();
            table.row(
                    kind.words(),
                    Integer.toString(some.size()),
                    ifHarmful(kind, detected.size()),
                    median(detected, r -> first(r).day() - FieldYears.CHANGE_DAY + 1),
                    median(detected, r -> r.labelsUntil(first(r).day())),
                    ifHarmful(
                            kind,
                            detected.stream()
                                    .filter(r -> kind.isAt(first(r).key(), first(r).value()))
                                    .count()),
                    ifHarmful(
                            kind,
                            detected.stream()
                                    .filter(r -> kind.explainedBy(first(r).cause()))
                                    .count()),
                    ifHarmful(
                            kind,
                            some.stream().mapToLong(Result::besideThePoint).sum()),
                    String.format(Locale.ROOT, "%d in %.1f years", wrong, quiet));
        }
        return table;
    }

    /** What fixed thresholds would have said, and what the application said, a row a measure. */
    static Table conventional(List<Result> results) {
        List<Kind> planted = Arrays.stream(Kind.values()).filter(Kind::harmful).toList();
        String[] headings = new String[3 + planted.size()];
        headings[0] = "alarm";
        headings[1] = "a year, nothing";
        headings[2] = "a year, feedback";
        for (int i = 0; i < planted.size(); i++) {
            headings[3 + i] = planted.get(i).id();
        }
        Table table = new Table(headings);
        for (Measure measure : Measure.values()) {
            String[] cells = new String[headings.length];
            cells[0] = measure.words();
            cells[1] = aYear(of(Kind.NOTHING, results), measure);
            cells[2] = aYear(of(Kind.FEEDBACK, results), measure);
            for (int i = 0; i < planted.size(); i++) {
                List<Result> some = of(planted.get(i), results);
                cells[3 + i] = delay(some, r -> r.conventional().stream()
                        .filter(a -> a.measure() == measure)
                        .map(Alarm::day)
                        .filter(day -> day >= FieldYears.CHANGE_DAY)
                        .findFirst());
            }
            table.row(cells);
        }
        return table.row(ours(results, planted));
    }

    private static String[] ours(List<Result> results, List<Kind> planted) {
        String[] cells = new String[3 + planted.size()];
        cells[0] = "**incidents of Plumbline**";
        cells[1] = aYear(of(Kind.NOTHING, results));
        cells[2] = aYear(of(Kind.FEEDBACK, results));
        for (int i = 0; i < planted.size(); i++) {
            cells[3 + i] = delay(of(planted.get(i), results), r -> r.detection().map(Found::day));
        }
        return cells;
    }

    private static String aYear(List<Result> results, Measure measure) {
        return rate(results, r -> r.conventional().stream()
                .filter(a -> a.measure() == measure)
                .count());
    }

    private static String aYear(List<Result> results) {
        return rate(results, Result::falseAlarms);
    }

    private static String rate(List<Result> results, ToDoubleFunction<Result> alarms) {
        double years = results.stream().mapToDouble(Result::quietYears).sum();
        double all = results.stream().mapToDouble(alarms).sum();
        return years == 0 ? "–" : String.format(Locale.ROOT, "%.1f", all / years);
    }

    /** Share found, and the median of days until then. */
    private static String delay(List<Result> results, Function<Result, Optional<Integer>> firstDay) {
        List<Integer> days =
                results.stream().flatMap(r -> firstDay.apply(r).stream()).toList();
        if (days.isEmpty()) {
            return "0 %";
        }
        double[] delays = days.stream()
                .mapToDouble(day -> day - FieldYears.CHANGE_DAY + 1)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "%d %%, %.0f d",
                Math.round(100.0 * days.size() / results.size()),
                delays[delays.length / 2]);
    }

    private static Found first(Result result) {
        return result.detection().orElseThrow();
    }

    private static List<Result> of(Kind kind, List<Result> results) {
        return results.stream().filter(r -> r.kind() == kind).toList();
    }

    private static String ifHarmful(Kind kind, long count) {
        return kind.harmful() ? Long.toString(count) : "–";
    }

    private static String median(List<Result> results, ToDoubleFunction<Result> value) {
        double[] values = results.stream().mapToDouble(value).sorted().toArray();
        return values.length == 0 ? "–" : String.format(Locale.ROOT, "%,.0f", values[values.length / 2]);
    }
}
