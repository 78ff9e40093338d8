package io.plumbline.drift.report;

import io.plumbline.drift.report.DriftReport.ClassShare;
import io.plumbline.drift.report.DriftReport.Confusion;
import io.plumbline.drift.report.DriftReport.InputRow;
import io.plumbline.drift.report.DriftReport.LikelyCause;
import io.plumbline.drift.report.DriftReport.Need;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.drift.report.DriftReport.ReliabilityPoint;
import io.plumbline.drift.report.DriftReport.SegmentRow;
import io.plumbline.drift.report.DriftReport.Span;
import io.plumbline.kernel.Csv;
import java.time.Instant;
import java.util.List;

/**
 * Every number of a report in one tidy table: {@code section,name,x,group,value,lower,upper,n}, one observation a row, as RFC
 * 4180 has it. A cell is empty where there is nothing to say. Value, lower, upper and n are numbers; x is a number, a time in ISO
 * 8601, UTC, or a name.
 */
public final class ReportCsv {
    private final Csv csv = new Csv("section", "name", "x", "group", "value", "lower", "upper", "n");

    private record Estimated(double value, double lower, double upper, long n) {}

    private ReportCsv() {}

    /** The table, with a header. */
    public static String of(DriftReport report) {
        ReportCsv table = new ReportCsv();
        table.headline(report);
        table.curves(report);
        table.tables(report);
        return table.csv.toString();
    }

    private void headline(DriftReport report) {
        DriftReport.Effect effect = report.effect();
        number(
                "effect",
                "error rate",
                "",
                "since",
                new Estimated(effect.rate(), effect.lower(), effect.upper(), effect.n()));
        value("effect", "error rate", "", "baseline", effect.baselineRate(), effect.baselineN());
        csv.line("effect", "promised", "", "", report.guarantee().promised(), "", "", "");
        DriftReport.Change change = report.change();
        moment("estimated", change.estimated());
        moment("earliest", change.earliest());
        moment("latest", change.latest());
        moment("alarm", change.alarm());
        for (Span span : report.spans()) {
            String x = span.from().map(Object::toString).orElse("");
            count("counts", "predictions", x, span.name(), span.predictions());
            count("counts", "audited", x, span.name(), span.audited());
            count("counts", "audited errors", x, span.name(), span.auditedErrors());
            count("counts", "confident errors", x, span.name(), span.confidentErrors());
            count("counts", "voluntary", x, span.name(), span.voluntary());
            count("counts", "voluntary errors", x, span.name(), span.voluntaryErrors());
        }
    }

    /** In the column of times: those of numbers hold nothing else. */
    private void moment(String name, Instant at) {
        csv.line("change", name, at.toString(), "", "", "", "", "");
    }

    private void curves(DriftReport report) {
        for (RatePoint p : report.errorRate()) {
            number(
                    "error rate",
                    "audit arm",
                    p.hour().toString(),
                    p.hour().isBefore(report.change().estimated()) ? "before" : "since",
                    new Estimated((double) p.errors() / p.n(), p.lower(), p.upper(), p.n()));
        }
        density("confidence", "confidence", "baseline", report.confidence().baseline(), 0, 1);
        density("confidence", "confidence", "field", report.confidence().field(), 0, 1);
        for (ReliabilityPoint p : report.reliability()) {
            number(
                    "reliability",
                    "accuracy",
                    p.confidence(),
                    p.span(),
                    new Estimated(p.accuracy(), p.lower(), p.upper(), p.n()));
        }
        for (InputRow row : report.inputs()) {
            density("input", row.name(), "before", row.before(), row.lower(), row.upper());
            density("input", row.name(), "since", row.since(), row.lower(), row.upper());
            value("input median", row.name(), "", "before", row.medianBefore(), row.nBefore());
            value("input median", row.name(), "", "since", row.medianSince(), row.nSince());
            value("input distance", row.name(), "", "Kolmogorov-Smirnov", row.distance(), row.nSince());
            value("input distance", row.name(), "", "PSI", row.psi(), row.nSince());
            value("input distance", row.name(), "", "p", row.p(), row.nSince());
        }
    }

    private void tables(DriftReport report) {
        for (ClassShare share : report.classMix()) {
            csv.line("class mix", share.label(), "", "baseline", share.baseline(), "", "", "");
            csv.line("class mix", share.label(), "", "field", share.field(), "", "", "");
        }
        for (SegmentRow row : report.segments()) {
            double rate = row.n() == 0 ? Double.NaN : (double) row.errors() / row.n();
            number(
                    "segment",
                    row.value(),
                    "error rate",
                    row.key(),
                    new Estimated(rate, row.lower(), row.upper(), row.n()));
            value("segment", row.value(), "share of excess", row.key(), row.excessShare(), row.predictions());
        }
        for (Confusion pair : report.confusions()) {
            String name = pair.corrected() + " taken for " + pair.predicted();
            value("confusion", name, "", "before", (double) pair.before() / pair.ofBefore(), pair.ofBefore());
            value("confusion", name, "", "since", (double) pair.since() / pair.ofSince(), pair.ofSince());
            value("confusion", name, "", "p", pair.p(), pair.ofSince());
        }
        for (LikelyCause cause : report.causes()) {
            String about = cause.value().isEmpty() ? "" : cause.key() + "=" + cause.value();
            csv.line("cause", cause.kind(), about, "", cause.strength(), "", "", "");
        }
        for (DriftReport.Evidence evidence : report.evidence()) {
            value("evidence", evidence.name(), "", "effect", evidence.effect(), evidence.n());
            value("evidence", evidence.name(), "", "threshold", evidence.threshold(), evidence.n());
            value("evidence", evidence.name(), "", "p", evidence.p(), evidence.n());
        }
        for (Need need : report.needs()) {
            count("labels", need.what(), "", "at hand", need.have());
            count("labels", need.what(), "", "needed", need.needed());
        }
    }

    private void density(String section, String name, String group, List<Double> shares, double lower, double upper) {
        for (int i = 0; i < shares.size(); i++) {
            double x = lower + (i + 0.5) / shares.size() * (upper - lower);
            csv.line(section, name, x, group, shares.get(i), "", "", "");
        }
    }

    private void count(String section, String name, String x, String group, long count) {
        csv.line(section, name, x, group, count, "", "", "");
    }

    private void value(String section, String name, String x, String group, double value, long n) {
        csv.line(section, name, x, group, value, "", "", n);
    }

    private void number(String section, String name, Object x, String group, Estimated value) {
        csv.line(section, name, x, group, value.value, value.lower, value.upper, value.n);
    }
}
