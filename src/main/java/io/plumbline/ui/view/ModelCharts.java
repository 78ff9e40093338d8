package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.kernel.Truth;
import io.plumbline.ui.charts.DensityPair;
import io.plumbline.ui.charts.LineChart;
import io.plumbline.ui.charts.LineChart.Point;
import io.plumbline.ui.charts.LineChart.Series;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.charts.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws the pictures of a model's page. */
final class ModelCharts {
    private static final int SEGMENTS = 6;
    private static final String TRUTH = "truth (known to the demo alone)";

    private ModelCharts() {}

    static ModelView.Charts of(ModelFacts facts) {
        FieldFacts field = facts.field();
        return new ModelView.Charts(
                errorRate(facts),
                segments(facts),
                confidence(field),
                !field.truth().isEmpty());
    }

    /** Points of an error curve; an hour without a label leaves a gap. */
    static List<Point> rates(List<RatePoint> points) {
        List<Point> rates = new ArrayList<>();
        for (RatePoint point : points) {
            double rate = point.n() == 0 ? Double.NaN : (double) point.errors() / point.n();
            String hover = Stamp.brief(point.hour()) + " UTC\n" + Numbers.percent(rate) + " wrong, "
                    + Numbers.percent(point.lower()) + " to " + Numbers.percent(point.upper()) + "\n" + point.errors()
                    + " of " + Numbers.count(point.n()) + " audited";
            rates.add(new Point(point.hour(), rate, point.lower(), point.upper(), hover));
        }
        return rates;
    }

    private static Picture errorRate(ModelFacts facts) {
        FieldFacts field = facts.field();
        List<Series> series = new ArrayList<>();
        series.add(new Series("estimate from audits, 95 %", Tone.FIELD, rates(field.errorRate())));
        if (!field.truth().isEmpty()) {
            series.add(new Series(TRUTH, Tone.TRUTH, truth(field.truth())));
        }
        List<LineChart.Moment> moments = new ArrayList<>();
        field.releases()
                .forEach(r -> moments.add(new LineChart.Moment(r.at(), "v" + r.version() + " live", Tone.RELEASE)));
        field.alarms().forEach(at -> moments.add(new LineChart.Moment(at, "alarm", Tone.ALARM)));
        return new LineChart(
                        "Error rate in the field",
                        "Share of wrong predictions an hour with its 95 % interval, against baseline and promise",
                        series,
                        levels(facts),
                        moments,
                        LineChart.Look.alone(Size.FULL))
                .picture();
    }

    private static List<LineChart.Level> levels(ModelFacts facts) {
        List<LineChart.Level> levels = new ArrayList<>();
        facts.live().ifPresent(v -> levels.add(new LineChart.Level("baseline", Tone.BASELINE, v.validationError())));
        facts.drift()
                .map(DriftState::alarm)
                .ifPresent(a -> levels.add(new LineChart.Level("promise", Tone.PROMISE, a.promised())));
        return levels;
    }

    private static List<Picture> segments(ModelFacts facts) {
        FieldFacts field = facts.field();
        Map<String, List<Truth.Point>> truths = new TreeMap<>();
        for (Truth.Point point : field.truth()) {
            truths.computeIfAbsent(point.segment(), s -> new ArrayList<>()).add(point);
        }
        List<String> values = new ArrayList<>();
        field.segments().forEach(s -> values.add(s.value()));
        truths.keySet().stream().filter(s -> !values.contains(s)).forEach(values::add);
        List<Picture> pictures = new ArrayList<>();
        LineChart.Look look = new LineChart.Look(Size.THIRD, ceiling(field), false);
        for (String value : values.subList(0, Math.min(SEGMENTS, values.size()))) {
            List<Series> series = new ArrayList<>();
            field.segments().stream()
                    .filter(s -> s.value().equals(value))
                    .forEach(s -> series.add(new Series("estimate", Tone.FIELD, rates(s.points()))));
            List<Truth.Point> known = truths.getOrDefault(value, List.of());
            if (!known.isEmpty()) {
                series.add(new Series("truth", Tone.TRUTH, truth(known)));
            }
            List<LineChart.Moment> moments = new ArrayList<>();
            field.releases().forEach(r -> moments.add(new LineChart.Moment(r.at(), "v" + r.version(), Tone.RELEASE)));
            String words = "Share of wrong predictions an hour from " + value;
            pictures.add(new LineChart(value, words, series, levels(facts), moments, look).picture());
        }
        return List.copyOf(pictures);
    }

    /** One scale for all segments: a little above the highest rate of any. */
    private static double ceiling(FieldFacts field) {
        double high = 0.1;
        for (FieldFacts.SegmentRates segment : field.segments()) {
            for (RatePoint point : segment.points()) {
                high = Math.max(high, point.n() == 0 ? 0 : (double) point.errors() / point.n());
            }
        }
        return Math.min(1, high * 1.1);
    }

    /** Hours summed over versions and segments. */
    private static List<Point> truth(List<Truth.Point> points) {
        Map<Instant, long[]> hours = new TreeMap<>();
        for (Truth.Point point : points) {
            long[] sum = hours.computeIfAbsent(point.hour(), hour -> new long[2]);
            sum[0] += point.n();
            sum[1] += point.errors();
        }
        List<Point> line = new ArrayList<>();
        hours.forEach((hour, sum) -> {
            double rate = sum[0] == 0 ? Double.NaN : (double) sum[1] / sum[0];
            line.add(Point.of(hour, rate, "truth " + Numbers.percent(rate) + " of " + Numbers.count(sum[0])));
        });
        return line;
    }

    private static Picture confidence(FieldFacts field) {
        DriftReport.ConfidencePlot plot =
                field.confidence().orElse(new DriftReport.ConfidencePlot(List.of(), List.of()));
        return new DensityPair(
                        "Confidence",
                        "How sure the model is of its answers, at validation and in the field",
                        "confidence",
                        plot.baseline(),
                        plot.field(),
                        new Size(520, 380))
                .picture();
    }
}
