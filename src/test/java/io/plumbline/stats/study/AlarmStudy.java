package io.plumbline.stats.study;

import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each subject alarms for nothing, and how long it takes to alarm for something. */
final class AlarmStudy {
    private static final int NULL_SEED = 100_000;
    private static final int NULL_LENGTH = 100_000;

    private final List<Subject> subjects = Subject.all();
    private final Map<Scenario, Alarms> unchanged = new LinkedHashMap<>();
    private final Map<Scenario, Alarms> changed = new LinkedHashMap<>();

    AlarmStudy(Effort effort) {
        for (Scenario scenario : Scenario.ALL) {
            Alarms.Runs runs = new Alarms.Runs(1, effort.of(20, 500), Scenario.LENGTH, scenario::changed);
            changed.put(scenario, Alarms.of(subjects, scenario, runs));
            if (!scenario.startsLikeAnother()) {
                Alarms.Runs nulls = new Alarms.Runs(NULL_SEED, effort.of(1, 100), NULL_LENGTH, scenario::unchanged);
                unchanged.put(scenario, Alarms.of(subjects, scenario, nulls));
            }
        }
    }

    List<Subject> subjects() {
        return subjects;
    }

    /** Alarms on streams that keep the scenario's promise. */
    Alarms unchanged(Scenario scenario) {
        return unchanged.get(scenario);
    }

    /** Alarms on streams that break it. */
    Alarms changed(Scenario scenario) {
        return changed.get(scenario);
    }

    /** Writes down what was found. */
    void report(Page page) {
        page.add("jumps", jumps());
        page.add("learned", learned());
        page.add("dependent", dependent());
        page.add("slow", slow());
        page.add("jump-small", plot("A rise from 5 % to 10 % errors", Scenario.SMALL));
        page.add("jump-large", plot("A rise from 20 % to 40 % errors", Scenario.LARGE));
        page.add("jump-rare", plot("A rise from 2 % to 6 % errors", Scenario.RARE));
    }

    private Table jumps() {
        Table table = new Table("detector", "by", "false at .05", "at .20", "at .02", ".05→.10", ".20→.40", ".02→.06");
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            table.row(
                    subject.name(),
                    subject.by().title(),
                    Sample.number(unchanged(Scenario.SMALL).rate(i)),
                    Sample.number(unchanged(Scenario.LARGE).rate(i)),
                    Sample.number(unchanged(Scenario.RARE).rate(i)),
                    changed(Scenario.SMALL).delay(i).toString(),
                    changed(Scenario.LARGE).delay(i).toString(),
                    changed(Scenario.RARE).delay(i).toString());
        }
        return table;
    }

    /** The learned baseline against the detector that it has to beat. */
    private Table learned() {
        Table table = new Table(
                "stream", Subject.ADWIN.name(), Subject.LIFETIME.name(), Subject.LEARNED.name(), "learned / ADWIN");
        changed.forEach((scenario, alarms) -> {
            if (!scenario.equals(Scenario.RECURRING)) {
                Alarms.Delay adwin = alarms.delay(subjects.indexOf(Subject.ADWIN));
                Alarms.Delay learned = alarms.delay(subjects.indexOf(Subject.LEARNED));
                table.row(
                        scenario.title(),
                        adwin.toString(),
                        alarms.delay(subjects.indexOf(Subject.LIFETIME)).toString(),
                        learned.toString(),
                        Sample.number(learned.median() / adwin.median()));
            }
        });
        return table;
    }

    private Table dependent() {
        Table table =
                new Table("detector", "by", "false, Markov", "daily", "bursty", "delay, Markov", "daily", "bursty");
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            table.row(
                    subject.name(),
                    subject.by().title(),
                    Sample.number(unchanged(Scenario.CORRELATED).rate(i)),
                    Sample.number(unchanged(Scenario.DAILY).rate(i)),
                    Sample.number(unchanged(Scenario.BURSTY).rate(i)),
                    changed(Scenario.CORRELATED).delay(i).toString(),
                    changed(Scenario.DAILY).delay(i).toString(),
                    changed(Scenario.BURSTY).delay(i).toString());
        }
        return table;
    }

    private Table slow() {
        Table table = new Table("detector", "by", "delay, gradual", "bad stretches caught", "alarms in good stretches");
        Alarms recurring = changed(Scenario.RECURRING);
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            table.row(
                    subject.name(),
                    subject.by().title(),
                    changed(Scenario.GRADUAL).delay(i).toString(),
                    subject.once() ? "(alarms once)" : Sample.percent(recurring.caught(i)),
                    subject.once() ? "" : Sample.number(recurring.between(i)));
        }
        return table;
    }

    /** False alarms across, delay upwards. MOA's points lie where ours do, and are left out. */
    private Plot plot(String title, Scenario scenario) {
        Alarms before = unchanged(scenario);
        Alarms after = changed(scenario);
        List<Plot.Point> published = new ArrayList<>();
        List<Plot.Point> anytime = new ArrayList<>();
        double least = 100;
        double most = 100;
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            double delay = after.delay(i).median();
            if (Double.isInfinite(delay) || subject.by() == Subject.By.MOA) {
                continue;
            }
            List<Plot.Point> points = subject.by() == Subject.By.PLUMBLINE ? published : anytime;
            points.add(new Plot.Point(before.rate(i), delay, subject.name()));
            least = Math.min(least, delay);
            most = Math.max(most, delay);
        }
        return new Plot(
                title + ": nearer the corner is better",
                Axis.withZero("false alarms in 100,000 predictions before the rise", .01, 1000),
                Axis.logarithmic("median delay, predictions", least / 1.3, most * 1.3),
                List.of(
                        new Plot.Series("published detectors", false, published),
                        new Plot.Series("with a stated guarantee", false, anytime)),
                List.of());
    }
}
