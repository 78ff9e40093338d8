package io.plumbline.retrain.gate;

import io.plumbline.bundle.ModelCard;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a model card says of the gates: how the model was judged, where it is weaker, and what that does not show.
 *
 * <p>Only of QUALITY and SAFETY: they depend on the pictures alone, so the same snapshot and seed give the same card, and the same
 * bundle byte for byte. What is measured in time and memory differs each time; it is kept with the version, not in the bundle.
 */
public final class CardNotes {
    private static final int MOST = 12;
    private static final int FEWEST_PICTURES = 20;
    private static final double WEAKER = 0.05;

    private CardNotes() {}

    /**
     * The card of a version.
     *
     * @param summary what it is and how it was made
     * @param data what it learned from
     * @param calibration how confidence was calibrated
     * @param verdicts of {@link Gates#compare}
     */
    public static ModelCard card(String summary, String data, String calibration, List<GateVerdict> verdicts) {
        List<GateVerdict> repeatable = verdicts.stream()
                .filter(v -> v.gate() == Gate.QUALITY || v.gate() == Gate.SAFETY)
                .toList();
        List<String> gates = repeatable.stream()
                .map(v -> v.gate() + " "
                        + v.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + v.summary())
                .toList();
        List<Finding> findings = repeatable.stream()
                .filter(v -> v.gate() == Gate.QUALITY)
                .flatMap(v -> Evidence.findings(v).stream())
                .toList();
        return new ModelCard(summary, data, calibration, gates, weaker(findings), limits(findings));
    }

    /** Where it is less often right than the champion, or clearly less often than elsewhere. */
    static List<String> weaker(List<Finding> findings) {
        if (findings.isEmpty()) {
            return List.of();
        }
        double usual = findings.get(0).challenger();
        return findings.stream()
                .filter(f -> f.pictures() >= FEWEST_PICTURES || f.outcome() == Outcome.FAILED)
                .filter(f -> f.difference() < 0 || f.challenger() < usual - WEAKER)
                .sorted(Comparator.comparingDouble((Finding f) -> Math.min(f.difference(), f.challenger() - usual)))
                .limit(MOST)
                .map(f -> String.format(
                        Locale.ROOT,
                        "%s: %.1f %% right of %,d pictures, %.1f %% in the field as a whole; the version before had"
                                + " %.1f %% there.%s",
                        f.place(),
                        100 * f.challenger(),
                        f.pictures(),
                        100 * usual,
                        100 * f.champion(),
                        f.outcome() == Outcome.FAILED ? " That it is worse is proven." : ""))
                .toList();
    }

    private static List<String> limits(List<Finding> findings) {
        List<String> limits = new ArrayList<>();
        limits.add("It knows the labels above and no others: a picture of anything else gets one of them.");
        if (findings.isEmpty()) {
            limits.add("It was not compared with another version on the same pictures.");
            return limits;
        }
        Finding field = findings.get(0);
        limits.add(String.format(
                Locale.ROOT,
                "Judged by %,d audited pictures of %,d devices, which tell as much as %,.0f independent ones: the"
                        + " field as it was then, not as it will be.",
                field.pictures(),
                field.devices(),
                field.effective()));
        List<Finding> small =
                findings.stream().filter(f -> f.outcome() == Outcome.NOT_RUN).toList();
        if (!small.isEmpty()) {
            limits.add(String.format(
                    Locale.ROOT,
                    "Not judged alone, with fewer than %,d labels each: %s.",
                    small.get(0).needed(),
                    Evidence.places(small, f -> true)));
        }
        findings.stream()
                .filter(f -> !f.about().equals(Finding.FIELD) && !f.about().equals(Finding.REFERENCE))
                .findFirst()
                .ifPresent(f -> limits.add(String.format(
                        Locale.ROOT,
                        "In a watched segment a loss of less than %.1f points against the version before is not ruled"
                                + " out.",
                        -100 * f.above())));
        return limits;
    }
}
