package io.plumbline.ui.candidate.view;

import io.plumbline.registry.GateVerdict;
import io.plumbline.retrain.gate.Latency;
import io.plumbline.ui.charts.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** The figures of BUDGET as rows of a table. */
final class BudgetFigures {
    private BudgetFigures() {}

    static List<CandidateView.Figure> of(GateVerdict verdict) {
        Map<String, Object> e = verdict.evidence();
        List<CandidateView.Figure> rows = new ArrayList<>();
        add(
                rows,
                "Bundle",
                new Measure(number(e, "championBytes"), number(e, "bytes"), number(e, "maxBytes"), Double.NaN),
                bytes -> Numbers.bytes((long) bytes));
        add(
                rows,
                "Time for a picture, one thread",
                new Measure(
                        number(e, "championMicrosAPicture"),
                        number(e, "microsAPicture"),
                        number(e, "maxMicrosAPicture"),
                        number(e, "maxSlowdown")),
                Latency::text);
        add(
                rows,
                "Memory that a run adds",
                new Measure(
                        number(e, "championMemoryBytes"),
                        number(e, "memoryBytes"),
                        number(e, "maxMemoryBytes"),
                        number(e, "maxGrowth")),
                bytes -> Numbers.bytes((long) bytes));
        return rows;
    }

    /** What was measured of both, and what is allowed in itself and as a ratio; NaN for what is not known. */
    private record Measure(double champion, double challenger, double most, double mostRatio) {
        double ratio() {
            return challenger / champion;
        }
    }

    private static void add(
            List<CandidateView.Figure> rows, String what, Measure measure, DoubleFunction<String> words) {
        if (!Double.isFinite(measure.challenger())) {
            return;
        }
        List<String> allowed = new ArrayList<>();
        if (Double.isFinite(measure.most())) {
            allowed.add(words.apply(measure.most()));
        }
        if (Double.isFinite(measure.mostRatio())) {
            allowed.add(times(measure.mostRatio()));
        }
        rows.add(new CandidateView.Figure(
                what,
                Double.isFinite(measure.champion()) ? words.apply(measure.champion()) : Numbers.NONE,
                words.apply(measure.challenger()),
                Double.isFinite(measure.ratio()) ? times(measure.ratio()) : Numbers.NONE,
                allowed.isEmpty() ? Numbers.NONE : String.join(", ", allowed),
                measure.challenger() > measure.most()));
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f ×", ratio);
    }

    private static double number(Map<String, Object> evidence, String key) {
        return evidence.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
