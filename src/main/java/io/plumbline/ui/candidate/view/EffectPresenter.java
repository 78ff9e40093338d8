package io.plumbline.ui.candidate.view;

import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.Evidence;
import io.plumbline.retrain.gate.Finding;
import io.plumbline.ui.charts.EffectForest;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.charts.Tone;
import java.util.List;

/** Puts the findings of QUALITY and SAFETY into a picture and a table. */
final class EffectPresenter {
    private static final int DRAWN = 14;

    private EffectPresenter() {}

    /** The effect that a verdict is about; a picture without rows where nothing was compared. */
    static CandidateView.Effect of(GateVerdict verdict) {
        boolean quality = verdict.gate() == Gate.QUALITY;
        List<Finding> findings = Evidence.findings(verdict);
        List<Finding> drawn = findings.stream().limit(DRAWN).toList();
        if (quality && Evidence.isOfMasks(verdict)) {
            return ofMasks(verdict, findings, drawn);
        }
        String title =
                quality ? "Right answers, against the champion" : "Confidently wrong answers, against the champion";
        EffectForest forest = new EffectForest(
                title,
                quality
                        ? "Difference in the share of right answers for all pictures, reference pictures and segments"
                        : "Difference in the share of confidently wrong answers",
                quality ? "fewer right" : "more of them",
                quality ? "more right" : "fewer of them",
                drawn.stream().map(EffectPresenter::drawn).toList(),
                Size.FULL);
        String lead = quality
                ? "In points of accuracy on pictures that neither version learned from. The bound of the field is"
                        + " zero: it must be better. Elsewhere it is the loss that is put up with."
                : "In points, turned so that right is better: fewer answers that are wrong and sure of it.";
        return new CandidateView.Effect(
                forest.picture(),
                lead,
                findings.stream().map(EffectPresenter::row).toList(),
                quality ? "right" : "confidently wrong");
    }

    private static CandidateView.Effect ofMasks(GateVerdict verdict, List<Finding> findings, List<Finding> drawn) {
        boolean compared = verdict.evidence().containsKey("champion");
        EffectForest forest = new EffectForest(
                compared ? "Overlap with people's masks, against the champion" : "Overlap with people's masks",
                "Difference in the mean intersection over union with the masks that people made",
                "agrees less",
                "agrees more",
                drawn.stream().map(EffectPresenter::drawn).toList(),
                Size.FULL);
        return new CandidateView.Effect(
                forest.picture(),
                compared
                        ? "In points of the mean intersection over union, on pictures that were kept from learning. The"
                                + " first bound is zero: it must be better."
                        : "In points of the mean intersection over union above "
                                + verdict.evidence().get("floor")
                                + ", which stands in for a champion: no version is live to compare with.",
                findings.stream().map(EffectPresenter::row).toList(),
                "mean IoU");
    }

    private static EffectForest.Row drawn(Finding f) {
        boolean untold = f.outcome() == Outcome.NOT_RUN;
        String note = Numbers.count(f.pictures()) + " pictures, " + (untold ? "not judged" : word(f.outcome()));
        Tone tone =
                f.outcome() == Outcome.FAILED ? Tone.ALARM : f.outcome() == Outcome.PASSED ? Tone.FIELD : Tone.BASELINE;
        return new EffectForest.Row(
                place(f), note, f.difference(), f.lower(), f.upper(), untold ? Double.NaN : f.above(), tone);
    }

    private static CandidateView.Row row(Finding f) {
        return new CandidateView.Row(
                place(f),
                f.outcome() == Outcome.NOT_RUN ? "not judged" : word(f.outcome()),
                state(f.outcome()),
                Numbers.count(f.pictures()),
                Numbers.count(f.devices()),
                Numbers.percent(f.champion()),
                Numbers.percent(f.challenger()),
                "+" + Numbers.count(f.gained()) + " / −" + Numbers.count(f.lost()),
                Numbers.points(f.difference()),
                Numbers.points(f.lower()) + " to " + Numbers.points(f.upper()),
                Numbers.points(f.above()),
                f.outcome() == Outcome.NOT_RUN ? Numbers.NONE : Numbers.significance(f.p()),
                f.needed() > 0 ? Numbers.count(f.needed()) : "");
    }

    private static String place(Finding f) {
        return switch (f.about()) {
            case Finding.FIELD -> "All audited pictures";
            case Finding.REFERENCE -> "Reference pictures";
            default -> f.place();
        };
    }

    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    static String state(Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
