package io.plumbline.retrain.gate;

import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.stats.paired.PairedEffect;
import io.plumbline.stats.paired.PairedSample;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Some pictures with what counts of either model's answers.
 *
 * @param sample differences, by device
 * @param effect in it
 * @param champion weighted mean of what counts with the champion
 * @param challenger the same with the challenger
 * @param gained pictures where the challenger does better
 * @param lost pictures where it does worse
 */
record Paired(PairedSample sample, PairedEffect effect, double champion, double challenger, int gained, int lost) {
    /** How right the answers are. */
    static Paired ofScores(List<JudgedPicture> pictures) {
        return of(pictures, Answer::score, 1);
    }

    /** Which answers are confidently wrong: fewer are better. */
    static Paired ofConfidentErrors(List<JudgedPicture> pictures) {
        return of(pictures, answer -> answer.confidentlyWrong() ? 1 : 0, -1);
    }

    private static Paired of(List<JudgedPicture> pictures, ToDoubleFunction<Answer> counted, int sign) {
        PairedSample.Builder sample = new PairedSample.Builder();
        double weights = 0;
        double champion = 0;
        double challenger = 0;
        int gained = 0;
        int lost = 0;
        for (JudgedPicture picture : pictures) {
            double before = counted.applyAsDouble(picture.champion());
            double after = counted.applyAsDouble(picture.challenger());
            double gain = sign * (after - before);
            sample.add(picture.device(), picture.weight(), gain);
            weights += picture.weight();
            champion += picture.weight() * before;
            challenger += picture.weight() * after;
            gained += gain > 0 ? 1 : 0;
            lost += gain < 0 ? 1 : 0;
        }
        PairedSample built = sample.build();
        double total = Math.max(weights, Double.MIN_NORMAL);
        return new Paired(built, PairedEffect.of(built), champion / total, challenger / total, gained, lost);
    }
}
