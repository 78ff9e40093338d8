package io.plumbline.ui.view;

import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.Confusion;
import io.plumbline.drift.report.DriftReport.LikelyCause;
import io.plumbline.drift.report.DriftReport.Need;
import io.plumbline.drift.report.DriftReport.Span;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.view.ReportView.CauseRow;
import io.plumbline.ui.view.ReportView.Why;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts a drift report into words and pictures. */
public final class ReportPresenter {
    private static final int EXAMPLES = 12;

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
                together(report.verdict()),
                together(report.guarantee().sentence()),
                figures(report),
                why(report.causes()),
                ReportPlots.errorRate(report),
                ReportPlots.plots(report),
                report.confusions().stream().map(ReportPresenter::confusion).toList(),
                report.spans().stream().map(ReportPresenter::span).toList(),
                report.examples().stream()
                        .limit(EXAMPLES)
                        .map(example -> example(example, pictures))
                        .toList(),
                report.evidence().stream().map(ReportPresenter::evidence).toList(),
                report.nextSteps().stream().map(ReportPresenter::together).toList(),
                report.needs().stream().map(ReportPresenter::need).toList());
    }

    private static List<ReportView.Figure> figures(DriftReport report) {
        DriftReport.Effect effect = report.effect();
        DriftReport.Change change = report.change();
        boolean field =
                report.span("before").filter(s -> s.origin().equals("field")).isPresent();
        String before = report.span("before")
                .filter(s -> field && s.audited() > 0)
                .map(s -> "; " + Numbers.percent((double) counted(report, s) / s.audited()) + " of "
                        + Numbers.count(s.audited()) + " in the field before")
                .orElse("");
        return List.of(
                new ReportView.Figure(
                        effect.n() == 0 ? Numbers.NONE : Numbers.percent(effect.rate()),
                        sure(report) ? "wrong and sure since the change" : "wrong since the change",
                        effect.n() == 0
                                ? "no audited label since"
                                : "95 %: " + Numbers.percent(effect.lower()) + " to " + Numbers.percent(effect.upper())
                                        + ", " + Numbers.count(effect.errors()) + " of " + Numbers.count(effect.n())
                                        + " audited"),
                new ReportView.Figure(
                        Numbers.percent(effect.baselineRate()),
                        "by its baseline",
                        Numbers.count(effect.baselineN()) + " labelled pictures" + before),
                new ReportView.Figure(
                        Numbers.percent(report.guarantee().promised()),
                        "promised at most",
                        "a tolerance of " + Numbers.percent(report.guarantee().tolerance()) + " included"),
                moment(change));
    }

    private static ReportView.Figure moment(DriftReport.Change change) {
        boolean unsure = change.earliest().isBefore(change.latest());
        return new ReportView.Figure(
                Stamp.brief(change.estimated()) + " UTC",
                "most likely moment of change",
                (unsure ? "95 %: " + Stamp.brief(change.earliest()) + " to " + Stamp.brief(change.latest()) + "; " : "")
                        + "noticed " + Stamp.brief(change.alarm()) + " UTC"
                        + (change.labels() > 0 ? ", " + Stamp.plural(change.labels(), "label") + " later" : ""),
                Stamp.of(change.estimated()));
    }

    private static boolean sure(DriftReport report) {
        return report.signal().equals("confident-error");
    }

    private static long counted(DriftReport report, Span span) {
        return sure(report) ? span.confidentErrors() : span.auditedErrors();
    }

    private static Why why(List<LikelyCause> causes) {
        if (causes.isEmpty()) {
            return new Why("", -1, "", List.of());
        }
        LikelyCause first = causes.get(0);
        boolean named = !first.kind().equals("unclear");
        List<CauseRow> rows = causes.stream()
                .skip(1)
                .map(cause -> new CauseRow(title(cause), percent(cause), together(cause.sentence())))
                .toList();
        return new Why(title(first), named ? percent(first) : -1, together(first.sentence()), rows);
    }

    private static long percent(LikelyCause cause) {
        return Math.round(100 * cause.strength());
    }

    /** Keeps a number and its per cent sign on one line. */
    private static String together(String sentence) {
        return sentence.replace(" %", "\u00a0%");
    }

    private static String title(LikelyCause cause) {
        return switch (cause.kind()) {
            case "app-release" -> "One release: " + cause.key() + " " + cause.value();
            case "segment" -> "One segment: " + cause.key() + " " + cause.value();
            case "input-shift" -> "Other pictures: " + cause.value() + " moved";
            case "class-mix" -> "Another mix of classes: more " + cause.value();
            case "calibration" -> "Too sure of itself, not more often wrong";
            case "concept-drift" -> "The model no longer fits: concept drift";
            case "feedback" -> "Other people correct, the model is as it was";
            case "silence" -> "Silence" + (cause.value().isEmpty() ? "" : ": " + cause.key() + " " + cause.value());
            default -> "Not clear yet";
        };
    }

    private static ReportView.ConfusionRow confusion(Confusion pair) {
        return new ReportView.ConfusionRow(
                pair.corrected(),
                pair.predicted(),
                of(pair.before(), pair.ofBefore()),
                of(pair.since(), pair.ofSince()),
                Numbers.significance(pair.p()),
                pair.grown());
    }

    /** A share with its numbers, "12.5 % (5 of 40)". */
    private static String of(long some, long all) {
        return all == 0
                ? Numbers.NONE
                : Numbers.percent((double) some / all) + " (" + Numbers.count(some) + " of " + Numbers.count(all) + ")";
    }

    private static ReportView.SpanRow span(Span span) {
        String when = span.from()
                .map(from -> Stamp.brief(from) + " to "
                        + span.until().map(Stamp::brief).orElse(""))
                .orElse("validation");
        return new ReportView.SpanRow(
                span.name(),
                when,
                span.origin().equals("field") ? Numbers.count(span.predictions()) : Numbers.NONE,
                of(span.auditedErrors(), span.audited()),
                of(span.confidentErrors(), span.audited()),
                of(span.voluntaryErrors(), span.voluntary()));
    }

    private static ReportView.NeedRow need(Need need) {
        boolean enough = need.have() >= need.needed();
        String words = Numbers.count(need.have()) + " of about " + Numbers.count(need.needed()) + " labels"
                + (enough
                        ? ", enough"
                        : need.perDay() > 0
                                ? ", the rest in about " + Stamp.span(Math.round(need.days() * 86_400))
                                : ", none come at present");
        return new ReportView.NeedRow(need.what(), words, need.have(), need.needed(), enough);
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
