package io.plumbline.ui.view;

import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.InputRow;
import io.plumbline.drift.report.DriftReport.ReliabilityPoint;
import io.plumbline.drift.report.DriftReport.SegmentRow;
import io.plumbline.ui.charts.BarPairs;
import io.plumbline.ui.charts.DensityPair;
import io.plumbline.ui.charts.LineChart;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.ReliabilityDiagram;
import io.plumbline.ui.charts.SegmentBars;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.charts.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pictures of a drift report. */
final class ReportPlots {
    private static final int ROWS = 12;
    private static final double HOT = 0.5;
    private static final Size TALL = new Size(520, 380);

    private ReportPlots() {}

    static Picture errorRate(DriftReport report) {
        DriftReport.Effect effect = report.effect();
        DriftReport.Change change = report.change();
        List<LineChart.Moment> moments = List.of(
                new LineChart.Moment(change.estimated(), "change", Tone.CHANGE, change.earliest(), change.latest()),
                new LineChart.Moment(change.alarm(), "alarm", Tone.ALARM));
        return new LineChart(
                        "Error rate over time",
                        "Share of wrong predictions with its 95 % interval, the moment of change with its own, and the alarm",
                        List.of(new LineChart.Series(
                                "audited predictions, 95 %", Tone.FIELD, ModelCharts.rates(report.errorRate()))),
                        List.of(
                                new LineChart.Level("baseline", Tone.BASELINE, effect.baselineRate()),
                                new LineChart.Level(
                                        "promise",
                                        Tone.PROMISE,
                                        report.guarantee().promised())),
                        moments,
                        LineChart.Look.alone(Size.FULL)
                                .after(new LineChart.Before("baseline", effect.baselineRate(), Double.NaN, Double.NaN)))
                .picture();
    }

    static ReportView.Plots plots(DriftReport report) {
        return new ReportView.Plots(
                segments(report),
                report.inputs().stream().map(ReportPlots::input).toList(),
                reliability(report.reliability()),
                confidence(report),
                classMix(report));
    }

    private static Picture confidence(DriftReport report) {
        return new DensityPair(
                        "Confidence since the change",
                        "How sure the model is of its answers, by its baseline and in the field",
                        new DensityPair.Axis("confidence", 0, 1, "baseline", "since the change"),
                        report.confidence().baseline(),
                        report.confidence().field(),
                        new Size(Size.FULL.width(), 260))
                .picture();
    }

    private static Picture classMix(DriftReport report) {
        List<BarPairs.Row> rows = report.classMix().stream()
                .limit(ROWS)
                .map(share -> new BarPairs.Row(share.label(), share.baseline(), share.field()))
                .toList();
        return new BarPairs("Class mix", "Shares of predicted classes, largest change first", rows, Size.HALF)
                .picture();
    }

    private static Picture reliability(List<ReliabilityPoint> points) {
        if (points.isEmpty()) {
            return Picture.NONE;
        }
        return new ReliabilityDiagram(
                        "How sure, and how often right",
                        "Share of right answers by confidence, before the change and since, with 95 % intervals",
                        List.of(series("before", Tone.BASELINE, points), series("since", Tone.FIELD, points)),
                        TALL)
                .picture();
    }

    private static ReliabilityDiagram.Series series(String span, Tone tone, List<ReliabilityPoint> points) {
        return new ReliabilityDiagram.Series(
                span.equals("before") ? "before the change" : "since the change",
                tone,
                points.stream()
                        .filter(point -> point.span().equals(span))
                        .map(p -> new ReliabilityDiagram.Bin(p.confidence(), p.accuracy(), p.lower(), p.upper(), p.n()))
                        .toList());
    }

    private static ReportView.InputPlot input(InputRow row) {
        Picture picture = new DensityPair(
                        row.name(),
                        "How the " + row.name() + " of the pictures was distributed before the change, and is since",
                        new DensityPair.Axis(row.name(), row.lower(), row.upper(), "before", "since"),
                        row.before(),
                        row.since(),
                        Size.THIRD)
                .picture();
        String words = "median " + Numbers.measure(row.medianBefore()) + " → " + Numbers.measure(row.medianSince())
                + (Double.isFinite(row.distance())
                        ? "; KS " + Numbers.measure(row.distance()) + ", PSI " + Numbers.measure(row.psi()) + ", p "
                                + Numbers.significance(row.p())
                        : "; not enough data");
        return new ReportView.InputPlot(picture, row.drifted(), words);
    }

    private static List<Picture> segments(DriftReport report) {
        Map<String, List<SegmentBars.Row>> keys = new LinkedHashMap<>();
        for (SegmentRow row : report.segments()) {
            List<SegmentBars.Row> rows = keys.computeIfAbsent(row.key(), key -> new ArrayList<>());
            if (rows.size() < ROWS) {
                rows.add(segment(row));
            }
        }
        List<Picture> pictures = new ArrayList<>();
        keys.forEach((key, rows) -> pictures.add(new SegmentBars(
                        "By " + key,
                        "Error rate of each " + key + ", the one with most of the excess errors first",
                        report.effect().baselineRate(),
                        rows,
                        Size.HALF)
                .picture()));
        return List.copyOf(pictures);
    }

    private static SegmentBars.Row segment(SegmentRow row) {
        double rate = row.n() == 0 ? Double.NaN : (double) row.errors() / row.n();
        String note = row.n() == 0
                ? "no label"
                : Numbers.percent(rate) + ", " + row.errors() + " of " + Numbers.count(row.n()) + " · "
                        + Numbers.percent(row.excessShare()) + " of excess";
        return new SegmentBars.Row(row.value(), note, rate, row.lower(), row.upper(), row.excessShare() >= HOT);
    }
}
