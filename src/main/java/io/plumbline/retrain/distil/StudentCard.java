package io.plumbline.retrain.distil;

import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.registry.GateVerdict;
import io.plumbline.retrain.distil.Distilling.Prepared;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.retrain.mask.MaskFigures;
import io.plumbline.retrain.work.Distilled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the card of a student says: who taught it what, and how far it can be believed. The same inputs give the same card. */
final class StudentCard {
    private StudentCard() {}

    static ModelCard of(
            Prepared prepared, Distilled facts, Judging judging, List<GateVerdict> verdicts, Weights weights) {
        MaskFigures student = MaskFigures.of(judging.asked(), JudgedPicture::challenger);
        List<String> limits = new ArrayList<>();
        limits.add("It masks " + prepared.order().label() + " and nothing else, as its teacher does: what that one is"
                + " wrong about, it has learnt too.");
        limits.add("It agrees with masks that people made by " + student.sentence()
                + "; the pictures are those of the snapshot, not of the field as it will be.");
        limits.add("Its confidence is the mean certainty of its pixels, taken as it comes; the threshold for \"unsure\""
                + " was chosen by masks of which most are the teacher's.");
        return new ModelCard(
                String.format(
                        Locale.ROOT,
                        "A student of %s %s (sha256 %s): %,d weights kept as %s, for pictures of %d × %d pixels; seed"
                                + " %d, epoch %d.",
                        prepared.teacher().model(),
                        prepared.teacher().version(),
                        prepared.teacher().sha256(),
                        facts.parameters(),
                        weights.name().toLowerCase(Locale.ROOT),
                        facts.side(),
                        facts.side(),
                        prepared.order().seed(),
                        facts.epoch()),
                data(prepared, facts, student),
                String.format(
                        Locale.ROOT,
                        "Here a mask is an error where its intersection over union with the person's is below 0.5. Mean"
                                + " IoU with the masks that the best epoch was chosen by: %.3f.",
                        facts.agreement()),
                verdicts.stream()
                        .map(v -> v.gate() + " "
                                + v.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + v.summary())
                        .toList(),
                weaker(judging, student),
                limits);
    }

    private static String data(Prepared prepared, Distilled facts, MaskFigures student) {
        int learnt = facts.trained() + facts.validated();
        return String.format(
                Locale.ROOT,
                "The teacher was asked about %,d pictures; %,d of its answers were doubtful and left to people, %,d"
                        + " pictures could not be read. Learnt from were %,d, and %,d chose the best epoch; of both %,d"
                        + " have a mask that a person made, and %,d are such as the teacher was sure to be without a"
                        + " subject. Judged by %,d masks that people made, none of a device that"
                        + " was learnt from; snapshot %s.%s",
                prepared.asked().size(),
                facts.doubtful().size(),
                facts.unreadable(),
                facts.trained(),
                learnt - facts.trained(),
                facts.drawn(),
                facts.empty(),
                student.pictures(),
                prepared.snapshot().id(),
                prepared.gone());
    }

    private static List<String> weaker(Judging judging, MaskFigures student) {
        if (judging.champion().isEmpty()) {
            return List.of();
        }
        MaskFigures champion = MaskFigures.of(judging.asked(), JudgedPicture::champion);
        return champion.mean() <= student.mean()
                ? List.of()
                : List.of("Version " + judging.champion() + " has " + champion.sentence() + " there.");
    }
}
