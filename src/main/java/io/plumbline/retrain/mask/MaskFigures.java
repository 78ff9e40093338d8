package io.plumbline.retrain.mask;

import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.stats.Interval;
import io.plumbline.stats.paired.PairedEffect;
import io.plumbline.stats.paired.PairedSample;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How well one model's masks agree with those that people made.
 *
 * @param mean weighted mean of the intersection over union, 0 to 1; 0 without pictures
 * @param interval of it at 95 %, pictures of a device being alike
 * @param pictures how many
 * @param devices that took them; 0 for reference pictures that no device took
 * @param poor how many have an intersection over union below one half
 */
public record MaskFigures(double mean, Interval interval, int pictures, int devices, int poor) {
    private static final double TAIL = 0.025;

    /** Of the challenger, or of the champion. */
    public static MaskFigures of(List<JudgedPicture> pictures, Function<JudgedPicture, Answer> model) {
        PairedSample.Builder sample = new PairedSample.Builder();
        int poor = 0;
        for (JudgedPicture picture : pictures) {
            Answer answer = model.apply(picture);
            sample.add(picture.device(), picture.weight(), answer.score());
            poor += answer.right() ? 0 : 1;
        }
        PairedEffect effect = PairedEffect.of(sample.build());
        Interval interval = effect.interval(TAIL);
        return new MaskFigures(
                effect.value(),
                new Interval(Math.max(0, interval.lower()), Math.min(1, interval.upper())),
                effect.pictures(),
                pictures.stream().anyMatch(p -> !p.device().equals(p.image().hex())) ? effect.devices() : 0,
                poor);
    }

    /** In words: "a mean IoU of 0.812 (95 % interval 0.774 to 0.850) on 40 masks, 3 of them below 0.5". */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "a mean IoU of %.3f (95 %% interval %.3f to %.3f) on %,d masks%s, %,d of them below 0.5",
                mean,
                interval.lower(),
                interval.upper(),
                pictures,
                devices == 0 ? "" : String.format(Locale.ROOT, " of %,d devices", devices),
                poor);
    }
}
