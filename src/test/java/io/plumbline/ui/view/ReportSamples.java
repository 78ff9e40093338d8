package io.plumbline.ui.view;

import io.plumbline.drift.report.DriftReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A made-up drift report. */
public final class ReportSamples {
    private ReportSamples() {}

    public static DriftReport report() {
        return new DriftReport(
                UUID.fromString("4b0f5a46-6f0b-4a4c-8f3a-0d7c6f4f2a11"),
                "garments",
                "1",
                "",
                "",
                7,
                Samples.ALARM.plusSeconds(2),
                Samples.ALARM,
                "Since 22 Nov 10:00 UTC version 1 errs on 24.2 % of predictions instead of 10.4 %; 93 % of the excess comes from Tecno KC8, whose pictures look different.",
                new DriftReport.Guarantee(
                        1,
                        0.137,
                        0.02,
                        "As long as this model errs in no more than 13.7 % of its predictions, 1 false alarm a year at most is raised on average."),
                new DriftReport.Effect(491, 119, .242, .202, .286, .104, 10_000),
                new DriftReport.Change(
                        Samples.CHANGE,
                        Samples.CHANGE.minusSeconds(7200),
                        Samples.CHANGE.plusSeconds(3600),
                        Samples.ALARM,
                        312),
                List.of(
                        new DriftReport.Evidence("PSI of confidence", .312, .1, 1e-9, 24_562, 500, true),
                        new DriftReport.Evidence("KS of confidence", .148, .1, 1e-12, 24_562, 500, true),
                        new DriftReport.Evidence("JS of confidence", .061, .1, .004, 24_562, 500, false),
                        new DriftReport.Evidence(
                                "χ² of class mix", Double.NaN, Double.NaN, Double.NaN, 41, 500, false)),
                Samples.confidence(),
                Samples.field(32).errorRate(),
                mix(),
                segments(),
                examples(),
                List.of(
                        "Retrain on the 412 corrected pictures, most of them from Tecno KC8.",
                        "Look at the pictures below: they are darker and blurred, so ask whether its camera can be cleaned up in the app.",
                        "Until then let the app ask the user when it is less than 70 % sure on that device."),
                "field-error",
                spans(),
                causes(),
                confusions(),
                List.of(
                        input("sharpness", 0.42, 0.19, 0.15, 0.61, true),
                        input("brightness", 0.52, 0.47, 0.12, 0.13, false),
                        input("contrast", 0.21, 0.21, 0.05, 0.02, false)),
                reliability(),
                needs());
    }

    private static List<DriftReport.Need> needs() {
        return List.of(
                new DriftReport.Need("prove a successor that is as good as the baseline", 412, 268, 118),
                new DriftReport.Need("tell segment (Tecno KC8) from input shift (sharpness)", 491, 803, 118));
    }

    private static List<DriftReport.Span> spans() {
        return List.of(
                new DriftReport.Span(
                        "before",
                        "field",
                        Optional.of(Samples.START),
                        Optional.of(Samples.CHANGE.minusSeconds(7200)),
                        31_204,
                        608,
                        64,
                        19,
                        402,
                        371),
                new DriftReport.Span(
                        "since",
                        "field",
                        Optional.of(Samples.CHANGE),
                        Optional.of(Samples.ALARM),
                        24_684,
                        491,
                        119,
                        41,
                        611,
                        580));
    }

    private static List<DriftReport.LikelyCause> causes() {
        return List.of(
                new DriftReport.LikelyCause(
                        "segment",
                        .93,
                        "Device “Tecno KC8” erred in 11.2 % before and errs in 46.2 % of 182 labels, which is 93.0 % of all excess"
                                + " errors; the others moved by +0.4 points. That it alone got worse explains the errors over"
                                + " 1,000 times better than that all did.",
                        "device",
                        "Tecno KC8"),
                new DriftReport.LikelyCause(
                        "input-shift",
                        .43,
                        "The pictures look different: the median sharpness fell from 0.42 to 0.19 (Kolmogorov–Smirnov distance"
                                + " 0.24, PSI 0.61, p < 0.001).",
                        "input",
                        "sharpness"),
                new DriftReport.LikelyCause(
                        "concept-drift",
                        .04,
                        "The same pictures are got wrong more often: within the same classes errors rose by +13.6 points, of"
                                + " +13.7 points in all (10.5 % to 24.2 %).",
                        "",
                        ""));
    }

    private static List<DriftReport.Confusion> confusions() {
        return List.of(
                new DriftReport.Confusion("shirt", "t-shirt", 6, 61, 21, 52, 0.003, true),
                new DriftReport.Confusion("pullover", "coat", 5, 63, 17, 49, 0.011, true),
                new DriftReport.Confusion("bag", "ankle boot", 1, 58, 7, 50, 0.21, false),
                new DriftReport.Confusion("sneaker", "sandal", 4, 60, 6, 47, 1, false));
    }

    private static DriftReport.InputRow input(
            String name, double before, double since, double spread, double psi, boolean moved) {
        List<Double> old = new ArrayList<>();
        List<Double> now = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            double x = (i + 0.5) / 36;
            old.add(Math.exp(-Math.pow((x - before) / spread, 2)) / 36 / spread / 1.77);
            double kept = Math.exp(-Math.pow((x - before) / spread, 2));
            double shifted = Math.exp(-Math.pow((x - since) / spread, 2));
            now.add((0.5 * kept + 0.5 * shifted) / 36 / spread / 1.77);
        }
        double distance = moved ? .24 : .03;
        return new DriftReport.InputRow(
                name, 0, 1, old, now, 31_204, 24_684, before, since, distance, psi, moved ? 1e-12 : .2, moved);
    }

    private static List<DriftReport.ReliabilityPoint> reliability() {
        List<DriftReport.ReliabilityPoint> points = new ArrayList<>();
        long[] n = {6, 14, 22, 31, 44, 66, 425};
        for (int i = 0; i < n.length; i++) {
            double x = 0.35 + i * 0.1;
            points.add(point("before", x, n[i], Math.min(0.97, x + 0.04)));
            points.add(point("since", x, n[i], Math.max(0.2, x - 0.16 + 0.02 * i)));
        }
        return points;
    }

    private static DriftReport.ReliabilityPoint point(String span, double x, long n, double right) {
        double half = 1.96 * Math.sqrt(right * (1 - right) / n);
        return new DriftReport.ReliabilityPoint(
                span, x - 0.05, x + 0.05, n, x, right, Math.max(0, right - half), Math.min(1, right + half));
    }

    /** The same with one segment alone. */
    public static DriftReport withSegment(DriftReport.SegmentRow row) {
        DriftReport made = report();
        return new DriftReport(
                made.id(),
                made.model(),
                made.version(),
                made.segmentKey(),
                made.segmentValue(),
                made.incident(),
                made.computedAt(),
                made.watermark(),
                made.verdict(),
                made.guarantee(),
                made.effect(),
                made.change(),
                made.evidence(),
                made.confidence(),
                made.errorRate(),
                made.classMix(),
                List.of(row),
                made.examples(),
                made.nextSteps(),
                made.signal(),
                made.spans(),
                made.causes(),
                made.confusions(),
                made.inputs(),
                made.reliability(),
                made.needs());
    }

    private static List<DriftReport.ClassShare> mix() {
        List<DriftReport.ClassShare> mix = new ArrayList<>();
        double[] field = {.07, .151, .128, .08, .118, .06, .163, .062, .10, .068};
        for (int i = 0; i < Samples.LABELS.size(); i++) {
            mix.add(new DriftReport.ClassShare(Samples.LABELS.get(i), 0.1, field[i]));
        }
        return mix;
    }

    private static List<DriftReport.SegmentRow> segments() {
        return List.of(
                new DriftReport.SegmentRow("device", "Tecno KC8", 9120, 182, 84, .389, .537, .93),
                new DriftReport.SegmentRow("device", "Nokia 2.4", 8410, 168, 20, .074, .178, .05),
                new DriftReport.SegmentRow("device", "Pixel 4a", 7032, 141, 15, .061, .169, .02),
                new DriftReport.SegmentRow("device", "Itel A56", 122, 0, 0, 0, 1, 0),
                new DriftReport.SegmentRow("os", "android-27", 16_040, 320, 88, .226, .327, .71),
                new DriftReport.SegmentRow("os", "android-30", 8644, 171, 31, .127, .247, .29));
    }

    private static List<DriftReport.Example> examples() {
        List<DriftReport.Example> examples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            examples.add(new DriftReport.Example(
                    String.format(Locale.ROOT, "%064x", i),
                    Samples.LABELS.get((i * 3) % 10),
                    Samples.LABELS.get((i * 7 + 1) % 10),
                    0.99 - i * 0.021,
                    "Tecno KC8",
                    Samples.ALARM.minusSeconds(900L * i)));
        }
        return examples;
    }
}
