package io.plumbline.ui.signals.view;

import io.plumbline.ui.charts.BarPairs;
import io.plumbline.ui.charts.DensityPair;
import io.plumbline.ui.charts.LineChart;
import io.plumbline.ui.charts.LineChart.Before;
import io.plumbline.ui.charts.LineChart.Level;
import io.plumbline.ui.charts.LineChart.Look;
import io.plumbline.ui.charts.LineChart.Moment;
import io.plumbline.ui.charts.LineChart.Point;
import io.plumbline.ui.charts.LineChart.Series;
import io.plumbline.ui.charts.LineChart.Unit;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.ReliabilityDiagram;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.charts.Tone;
import io.plumbline.ui.view.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Draws parts, and keeps the numbers beside the pictures. */
final class Plots {
    private static final int CLASSES = 20;

    private final Selection selection;
    private final List<Moment> moments;

    /**
     * Draws of one selection.
     *
     * @param moments what is marked on every time axis
     */
    Plots(Selection selection, List<Moment> moments) {
        this.selection = selection;
        this.moments = List.copyOf(moments);
    }

    Plot of(Part part) {
        if (part instanceof Part.Rates rates) {
            return rates(rates);
        }
        if (part instanceof Part.Quartiles quartiles) {
            return quartiles(quartiles);
        }
        if (part instanceof Part.Volume volume) {
            return volume(volume);
        }
        if (part instanceof Part.Densities densities) {
            return densities(densities);
        }
        return part instanceof Part.Mix mix ? mix(mix) : calibration((Part.Calibration) part);
    }

    private Plot rates(Part.Rates rates) {
        List<Point> points = new ArrayList<>();
        List<Plot.Mark> marks = before(rates.before());
        String series = "field, by " + selection.unit();
        for (Part.Rate rate : rates.points()) {
            String hover = when(rate.at()) + "\n" + Numbers.percent(rate.rate()) + ", 95 %: "
                    + Numbers.percent(rate.lower()) + " to " + Numbers.percent(rate.upper()) + "\n"
                    + Numbers.count(rate.counted()) + " of " + Numbers.count(rate.n()) + " labels";
            points.add(new Point(rate.at(), rate.rate(), rate.lower(), rate.upper(), hover));
            marks.add(mark(series, rate.at(), rate.rate(), rate.lower(), rate.upper(), rate.n()));
        }
        List<Level> levels = List.of(new Level("promise", Tone.PROMISE, rates.promise()));
        if (Double.isFinite(rates.promise())) {
            marks.add(new Plot.Mark("promised at most", "", rates.promise(), Double.NaN, Double.NaN, -1));
        }
        Look look = Look.alone(Size.FULL).after(strip(rates.before()));
        String words = rates.name() + " by " + selection.unit()
                + " with its 95 % interval, beside the baseline and against the promise";
        LineChart chart = new LineChart(
                rates.name(), words, List.of(new Series(series + ", 95 %", Tone.FIELD, points)), levels, moments, look);
        return new Plot(rates.name(), chart.picture(), "start of the " + selection.unit(), true, marks);
    }

    private Plot quartiles(Part.Quartiles quartiles) {
        List<Point> points = new ArrayList<>();
        List<Plot.Mark> marks = before(quartiles.before());
        String series = "field's median by " + selection.unit() + ", middle half";
        for (Part.Quartile q : quartiles.points()) {
            String hover = when(q.at()) + "\nmedian " + Numbers.measure(q.median()) + "\nmiddle half "
                    + Numbers.measure(q.lower()) + " to " + Numbers.measure(q.upper()) + "\n"
                    + Numbers.count(q.n()) + " predictions";
            points.add(new Point(q.at(), q.median(), q.lower(), q.upper(), hover));
            marks.add(mark(series, q.at(), q.median(), q.lower(), q.upper(), q.n()));
        }
        String title = "Median of " + quartiles.name();
        String words = title + " by " + selection.unit() + " with the middle half of its values, beside the baseline";
        LineChart chart = new LineChart(
                title,
                words,
                List.of(new Series(series, Tone.FIELD, points)),
                List.of(),
                moments,
                Look.alone(Size.FULL).in(Unit.MEASURE).after(strip(quartiles.before())));
        return new Plot(title, chart.picture(), "start of the " + selection.unit(), false, marks);
    }

    private Plot volume(Part.Volume volume) {
        List<Point> points = new ArrayList<>();
        List<Plot.Mark> marks = new ArrayList<>();
        String series = "by " + selection.unit();
        for (Part.Count count : volume.points()) {
            String value = volume.share()
                    ? Numbers.percent(count.value()) + " of " + Numbers.count(count.n())
                    : Numbers.count(Math.round(count.value()));
            points.add(Point.of(count.at(), count.value(), when(count.at()) + "\n" + value + " predictions"));
            marks.add(mark(series, count.at(), count.value(), Double.NaN, Double.NaN, count.n()));
        }
        LineChart chart = new LineChart(
                volume.name(),
                volume.name() + " by " + selection.unit(),
                List.of(new Series(series, Tone.FIELD, points)),
                List.of(),
                moments,
                Look.alone(Size.FULL).in(volume.share() ? Unit.SHARE : Unit.COUNT));
        return new Plot(volume.name(), chart.picture(), "start of the " + selection.unit(), volume.share(), marks);
    }

    private static Plot densities(Part.Densities densities) {
        Part.Axis axis = densities.axis();
        String title = "Distribution of " + axis.name();
        DensityPair chart = new DensityPair(
                title,
                "How " + axis.name() + " is distributed: " + axis.first() + " and " + axis.second(),
                new DensityPair.Axis(axis.name(), axis.low(), axis.high(), axis.first(), axis.second()),
                densities.first(),
                densities.second(),
                new Size(520, 380));
        List<Plot.Mark> marks = new ArrayList<>();
        bins(marks, axis.first(), axis, densities.first());
        bins(marks, axis.second(), axis, densities.second());
        return new Plot(title, chart.picture(), axis.name() + " from", true, marks);
    }

    private static void bins(List<Plot.Mark> marks, String series, Part.Axis axis, List<Double> shares) {
        for (int i = 0; i < shares.size(); i++) {
            double from = axis.low() + (axis.high() - axis.low()) * i / shares.size();
            marks.add(new Plot.Mark(series, from, shares.get(i), Double.NaN, Double.NaN, -1));
        }
    }

    private static Plot mix(Part.Mix mix) {
        List<Part.Share> shown =
                mix.shares().subList(0, Math.min(CLASSES, mix.shares().size()));
        String left = mix.shares().size() > CLASSES
                ? ", the " + CLASSES + " of " + Numbers.count(mix.shares().size()) + " that changed most"
                : "";
        BarPairs chart = new BarPairs(
                "Class mix" + left,
                "Shares of predicted classes, largest change first",
                new BarPairs.Names(mix.first(), mix.second()),
                shown.stream()
                        .map(s -> new BarPairs.Row(s.label(), s.first(), s.second()))
                        .toList(),
                Size.HALF);
        List<Plot.Mark> marks = new ArrayList<>();
        for (Part.Share s : mix.shares()) {
            marks.add(new Plot.Mark(mix.first(), s.label(), s.first(), Double.NaN, Double.NaN, -1));
            marks.add(new Plot.Mark(mix.second(), s.label(), s.second(), Double.NaN, Double.NaN, -1));
        }
        return new Plot("Class mix", chart.picture(), "class", true, marks);
    }

    private static Plot calibration(Part.Calibration calibration) {
        List<ReliabilityDiagram.Series> series = new ArrayList<>();
        List<Plot.Mark> marks = new ArrayList<>();
        for (Part.Sureness one : calibration.models()) {
            Tone tone = calibration.models().size() > 1 && series.isEmpty() ? Tone.BASELINE : Tone.FIELD;
            series.add(new ReliabilityDiagram.Series(one.name(), tone, one.bins()));
            for (ReliabilityDiagram.Bin bin : one.bins()) {
                marks.add(new Plot.Mark(one.name(), bin.confidence(), bin.right(), bin.lower(), bin.upper(), bin.n()));
            }
        }
        ReliabilityDiagram chart = new ReliabilityDiagram(
                "Calibration",
                "Share of right answers by confidence, with 95 % intervals; on the diagonal both are equal",
                series,
                new Size(520, 380));
        return new Plot("Calibration", chart.picture(), "mean confidence", true, marks);
    }

    private static List<Plot.Mark> before(Part.Level level) {
        List<Plot.Mark> marks = new ArrayList<>();
        if (Double.isFinite(level.value())) {
            marks.add(new Plot.Mark(level.name(), "", level.value(), level.lower(), level.upper(), -1));
        }
        return marks;
    }

    private static Before strip(Part.Level level) {
        return new Before(level.name(), level.value(), level.lower(), level.upper());
    }

    private static Plot.Mark mark(String series, Instant at, double value, double lower, double upper, long n) {
        return new Plot.Mark(series, at, value, lower, upper, n);
    }

    private static String when(Instant at) {
        return Stamp.of(at).text();
    }
}
