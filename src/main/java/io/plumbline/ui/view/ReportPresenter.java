package io.plumbline.ui.view;

import io.plumbline.drift.DriftReport;
import io.plumbline.drift.DriftReport.SegmentRow;
import io.plumbline.ui.charts.BarPairs;
import io.plumbline.ui.charts.DensityPair;
import io.plumbline.ui.charts.LineChart;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.SegmentBars;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.charts.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Puts a drift report into words and pictures. */
public final class ReportPresenter {
    private static final int EXAMPLES = 12;
    private static final int ROWS = 12;
    private static final double HOT = 0.5;

    private ReportPresenter() {}

    /**
     * The page of a report.
     *
     * @param report what was found
     * @param pictures the data URI of a picture by its SHA-256; empty where it is no longer kept
     */
    public static ReportView view(DriftReport report, UnaryOperator<String> pictures) {
        return new ReportView(
                report.id().toString(),
                report.model(),
                report.version(),
                report.incident(),
                Stamp.of(report.computedAt()),
                Stamp.of(report.watermark()),
                report.verdict(),
                report.guarantee().sentence(),
                figures(report),
                confidence(report),
                errorRate(report),
                classMix(report),
                segments(report),
                report.examples().stream()
                        .limit(EXAMPLES)
                        .map(example -> example(example, pictures))
                        .toList(),
                report.evidence().stream().map(ReportPresenter::evidence).toList(),
                report.nextSteps());
    }

    private static List<ReportView.Figure> figures(DriftReport report) {
        DriftReport.Effect effect = report.effect();
        DriftReport.Change change = report.change();
        return List.of(
                new ReportView.Figure(
                        Numbers.percent(effect.rate()),
                        "wrong since the change",
                        "95 %: " + Numbers.percent(effect.lower()) + " to " + Numbers.percent(effect.upper()) + ", "
                                + Numbers.count(effect.errors()) + " of " + Numbers.count(effect.n()) + " audited"),
                new ReportView.Figure(
                        Numbers.percent(effect.baselineRate()),
                        "at validation",
                        Numbers.count(effect.baselineN()) + " labelled pictures"),
                new ReportView.Figure(
                        Numbers.percent(report.guarantee().promised()),
                        "promised at most",
                        "a tolerance of " + Numbers.percent(report.guarantee().tolerance()) + " included"),
                new ReportView.Figure(
                        Stamp.brief(change.estimated()) + " UTC",
                        "most likely moment of change",
                        "95 %: " + Stamp.brief(change.earliest()) + " to " + Stamp.brief(change.latest()) + "; noticed "
                                + Stamp.brief(change.alarm()) + " UTC, " + Stamp.plural(change.labels(), "label")
                                + " later"));
    }

    private static Picture confidence(DriftReport report) {
        return new DensityPair(
                        "Confidence since the change",
                        "How sure the model is of its answers, at validation and in the field",
                        "confidence",
                        report.confidence().baseline(),
                        report.confidence().field(),
                        Size.HALF)
                .picture();
    }

    private static Picture errorRate(DriftReport report) {
        return new LineChart(
                        "Error rate over time",
                        "Share of wrong predictions an hour with its 95 % interval, and the moment of change",
                        List.of(new LineChart.Series(
                                "audited predictions, 95 %", Tone.FIELD, ModelCharts.rates(report.errorRate()))),
                        List.of(
                                new LineChart.Level(
                                        "baseline",
                                        Tone.BASELINE,
                                        report.effect().baselineRate()),
                                new LineChart.Level(
                                        "promise",
                                        Tone.PROMISE,
                                        report.guarantee().promised())),
                        List.of(
                                new LineChart.Moment(report.change().estimated(), "change", Tone.CHANGE),
                                new LineChart.Moment(report.change().alarm(), "alarm", Tone.ALARM)),
                        LineChart.Look.alone(Size.FULL))
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

    private static ReportView.ExampleRow example(DriftReport.Example example, UnaryOperator<String> pictures) {
        return new ReportView.ExampleRow(
                pictures.apply(example.image()),
                example.predicted(),
                example.corrected(),
                Numbers.percent(example.confidence()),
                example.segment(),
                Stamp.of(example.time()));
    }

    private static ModelView.SignalRow evidence(DriftReport.Evidence evidence) {
        boolean enough = Double.isFinite(evidence.effect());
        return new ModelView.SignalRow(
                evidence.name(),
                !enough ? "not enough data" : evidence.drifted() ? "drifted" : "steady",
                !enough ? "none" : evidence.drifted() ? "bad" : "good",
                Numbers.measure(evidence.effect()),
                Numbers.measure(evidence.threshold()),
                Numbers.significance(evidence.p()),
                enough
                        ? Numbers.count(evidence.n())
                        : Numbers.count(evidence.n()) + " of " + Numbers.count(evidence.needed()),
                "");
    }
}
