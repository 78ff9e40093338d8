package io.plumbline.retrain.mask;

import io.plumbline.bundle.Mask;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * What segmenters draw on pictures whose masks people made. A mask is scaled to the picture as a phone scales it, cut at the
 * model's threshold, and its score is the intersection over union (Jaccard index) with the person's, pixel by pixel; 1 where
 * neither has a subject.
 */
public final class MaskAnswers {
    /** Where there is no champion. */
    private static final Answer NOTHING = new Answer("(no version)", 0, 0);

    private static final float MEANT = 0.5f;

    private MaskAnswers() {}

    /**
     * A picture and the mask that a person made of it.
     *
     * @param image address of the picture's bytes
     * @param mask address of the mask's, as large as the picture; pixels of at least half brightness are meant
     */
    public record Drawn(Sha256 image, Sha256 mask) {}

    /**
     * What both say. A picture that cannot be read, or whose mask cannot, is left out.
     *
     * @param champion empty where nothing is live: it then says nothing, and scores 0
     * @param bytes of a picture or a mask, by its address
     * @param progress hears how many pictures are done, and may end it
     */
    public static List<JudgedPicture> of(
            Optional<Network> champion,
            Network challenger,
            List<Drawn> test,
            Function<Sha256, Optional<byte[]>> bytes,
            IntConsumer progress) {
        List<JudgedPicture> pictures = new ArrayList<>(test.size());
        try (Segmenter fresh = new Segmenter(challenger);
                Segmenter old = champion.map(Segmenter::new).orElse(fresh)) {
            for (int i = 0; i < test.size(); i++) {
                Drawn each = test.get(i);
                Optional<BufferedImage> picture = bytes.apply(each.image()).flatMap(Pixels::ifReadable);
                Optional<BufferedImage> mask = bytes.apply(each.mask()).flatMap(Pixels::ifReadable);
                if (picture.isPresent() && mask.isPresent()) {
                    boolean[] meant = meant(
                            mask.get(), picture.get().getWidth(), picture.get().getHeight());
                    pictures.add(JudgedPicture.of(
                            each.image(),
                            JudgedPicture.MASK + each.mask().hex(),
                            champion.isPresent() ? answer(old, picture.get(), meant) : NOTHING,
                            answer(fresh, picture.get(), meant)));
                }
                progress.accept(i + 1);
            }
        }
        return pictures;
    }

    private static Answer answer(Segmenter segmenter, BufferedImage picture, boolean[] meant) {
        try {
            Mask mask = segmenter.draw(picture);
            return new Answer(
                    String.format(Locale.ROOT, "%.1f %% of the picture", 100 * mask.area()),
                    mask.confidence(),
                    iou(mask, meant));
        } catch (IllegalArgumentException e) {
            // What is no mask agrees with none.
            return new Answer("no mask: " + e.getMessage(), 0, 0);
        }
    }

    private static double iou(Mask mask, boolean[] meant) {
        double threshold = mask.task().threshold();
        int both = 0;
        int either = 0;
        for (int i = 0; i < meant.length; i++) {
            boolean said = mask.soft()[i] >= threshold;
            both += said && meant[i] ? 1 : 0;
            either += said || meant[i] ? 1 : 0;
        }
        return either == 0 ? 1 : (double) both / either;
    }

    /** A mask of another size than its picture is read at the nearest pixels. */
    static boolean[] meant(BufferedImage mask, int width, int height) {
        float[] brightness = Pixels.brightness(mask);
        boolean[] meant = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            int row = y * mask.getHeight() / height * mask.getWidth();
            for (int x = 0; x < width; x++) {
                meant[y * width + x] = brightness[row + x * mask.getWidth() / width] >= MEANT;
            }
        }
        return meant;
    }
}
