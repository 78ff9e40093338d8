package io.plumbline.retrain.gate;

import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.Finding.Proof;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.stats.paired.PairedQuestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A segmenter where nothing is live to compare it with: are its masks, on average, better than a fixed intersection over union
 * with those that people made? That is proven or refuted as a gain against a champion would be, by a champion that has just that
 * much on every picture. Confidently wrong masks are counted, but not judged: there is nothing that they could be more than.
 */
final class FirstMasksGate {
    private final GateLimits limits;
    private final double floor;

    /** @param floor intersection over union to be exceeded, from 0 to below 1 */
    FirstMasksGate(GateLimits limits, double floor) {
        if (!(floor >= 0 && floor < 1)) {
            throw new IllegalArgumentException(
                    "plumbline.gates.first-iou is " + floor + ", expected from 0 to below 1");
        }
        this.limits = limits;
        this.floor = floor;
    }

    List<GateVerdict> judge(Judging judging) {
        List<JudgedPicture> pictures = judging.asked();
        if (pictures.isEmpty()) {
            return List.of(
                    new GateVerdict(Gate.QUALITY, Outcome.NOT_RUN, Evidence.none(judging), Map.of()),
                    new GateVerdict(Gate.SAFETY, Outcome.NOT_RUN, Evidence.none(judging), Map.of()));
        }
        return List.of(quality(judging.about(), pictures), safety(pictures));
    }

    private GateVerdict quality(String about, List<JudgedPicture> pictures) {
        Answer standard = new Answer("", 0, floor);
        Paired paired = Paired.ofScores(pictures.stream()
                .map(p -> new JudgedPicture(
                        p.image(),
                        p.truth(),
                        p.device(),
                        p.origin(),
                        p.weight(),
                        p.segment(),
                        standard,
                        p.challenger()))
                .toList());
        PairedQuestion question = PairedQuestion.superiority(limits.margins().worthwhile());
        double p = paired.effect().pAtMost(question.above());
        double harm = paired.effect().pAtLeast(question.below());
        Finding finding = Finding.of(about, "", paired, question, Proof.of(p, harm, limits.level()));
        return new GateVerdict(
                Gate.QUALITY,
                finding.outcome(),
                sentence(finding),
                Evidence.of(List.of(finding), Map.of("level", limits.level(), "floor", floor, Evidence.MASKS, true)));
    }

    private String sentence(Finding f) {
        String word =
                switch (f.outcome()) {
                    case PASSED -> "better than";
                    case FAILED -> "no better than";
                    case INCONCLUSIVE, NOT_RUN -> "not proven better than";
                };
        String text = String.format(
                Locale.ROOT,
                "No version is live to compare with. On %,d masks that people made%s: %s an IoU of %.2f"
                        + " (mean IoU %.3f, %s %.3f to %.3f, p %.2g).",
                f.pictures(),
                f.ofDevices(),
                word,
                floor,
                f.challenger(),
                f.interval(),
                Math.max(0, floor + f.lower()),
                Math.min(1, floor + f.upper()),
                f.p());
        return f.outcome() == Outcome.INCONCLUSIVE
                ? text + String.format(Locale.ROOT, " About %,d masks would decide.", f.needed())
                : text;
    }

    private static GateVerdict safety(List<JudgedPicture> pictures) {
        long wrong =
                pictures.stream().filter(p -> p.challenger().confidentlyWrong()).count();
        return new GateVerdict(
                Gate.SAFETY,
                Outcome.NOT_RUN,
                String.format(
                        Locale.ROOT,
                        "Not judged: no version is live to compare with. %,d of %,d masks are wrong, with an IoU below"
                                + " 0.5, though the model was sure of them, with a confidence of %.1f or more.",
                        wrong,
                        pictures.size(),
                        JudgedPicture.CONFIDENT),
                Map.of("pictures", pictures.size(), "confidentlyWrong", wrong, "confidence", JudgedPicture.CONFIDENT));
    }
}
