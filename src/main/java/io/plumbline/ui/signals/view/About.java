package io.plumbline.ui.signals.view;

import java.util.Map;
import java.util.Set;

/** What each signal is, in words that are the same for every model. */
final class About {
    private static final Set<String> INFORMING = Set.of("voluntary-error", "cbpe", "version-lag");

    private static final Map<String, String> SENTENCES = Map.ofEntries(
            Map.entry(
                    "field-error",
                    "Share of wrong answers among randomly audited predictions, each weighted by one over its chance of being"
                            + " drawn. Its alarm keeps the model's budget of false alarms, however often one looks."),
            Map.entry(
                    "confident-error",
                    "Share of audited predictions that were wrong though the model was at least 90 % sure: the errors that hurt"
                            + " most, since no threshold catches them."),
            Map.entry(
                    "voluntary-error",
                    "What users correct unasked. Whoever is annoyed corrects more: it says who complains and is no estimate of the"
                            + " error rate, which stands below it for comparison."),
            Map.entry(
                    "silence",
                    "How many predictions are heard of. Phones that fall silent are no proof of health; a gap is drawn as 0."),
            Map.entry(
                    "version-lag",
                    "How much of the fleet runs this version: updates take time, and some phones never take them."),
            Map.entry(
                    "calibration",
                    "Whether the model is right as often as it says. Below the diagonal it is overconfident, and thresholds on"
                            + " confidence let too much through."),
            Map.entry(
                    "cbpe",
                    "Accuracy that the confidences promise, without any label. It holds while inputs shift and is void once"
                            + " what is right has changed: compare it with the audited error rate."),
            Map.entry(
                    "psi-confidence",
                    "Population stability index of the confidences over the baseline's deciles; 0.1 is conventionally a drift."),
            Map.entry(
                    "ks-confidence",
                    "Kolmogorov–Smirnov distance: the largest gap between both distribution functions of confidence."),
            Map.entry("js-confidence", "Jensen–Shannon distance between the distributions of confidence."),
            Map.entry(
                    "chi2-classes",
                    "Whether the predicted classes come in other shares than at the baseline, by Pearson's χ²."),
            Map.entry(
                    "ddm",
                    "Drift detection method on the audited answers, as published, without a budget of false alarms."),
            Map.entry(
                    "adwin",
                    "Adaptive windowing on the audited answers, as published, without a budget of false alarms."),
            Map.entry(
                    "page-hinkley",
                    "Page–Hinkley test on the audited answers, as published, without a budget of false alarms."),
            Map.entry("trend", "Whether the daily error rate goes one way, by Mann and Kendall's test."));

    private About() {}

    static String sentence(String id) {
        return id.startsWith("input-")
                ? "A statistic of the pictures that phones send with their predictions: it changes when pictures do, whatever"
                        + " the model makes of them."
                : SENTENCES.getOrDefault(id, "");
    }

    static boolean informing(String id) {
        return INFORMING.contains(id);
    }
}
