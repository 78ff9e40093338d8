package io.plumbline.bundle;

import io.plumbline.bundle.Task.Segmentation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * What a segmenter says about one picture, in terms an application can use.
 *
 * @param width of the picture, pixels
 * @param height of the picture, pixels
 * @param soft probability of each of the picture's pixels, row by row; owned by the mask: do not write to it
 * @param confidence mean certainty of the pixels, {@code max(p, 1 − p)}, 0.5 to 1
 * @param area share of the pixels that belong to the mask, 0 to 1
 * @param unsure whether the confidence is below the model's threshold, so that the mask had better not be trusted
 * @param task threshold and feather
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: masks are never compared nor used as keys.
public record Mask(
        int width, int height, float[] soft, double confidence, double area, boolean unsure, Segmentation task) {
    private static final double SMALLEST = 1e-7;

    /**
     * The mask of a picture: a probability a pixel by the model's temperature, scaled bilinearly to the picture's size, and only
     * then cut at the threshold, so that edges are smooth and not steps of the model's pixels. Confidence and area are measured
     * on the model's own pixels.
     *
     * @param output of the graph, one value for each pixel of the model
     * @param width of the picture, at least 1
     * @param height of the picture, at least 1
     * @throws IllegalArgumentException if the model is no segmenter, or a value is missing or no number
     */
    public static Mask of(float[] output, ModelDefinition definition, int width, int height) {
        if (!(definition.task() instanceof Segmentation task)) {
            throw new IllegalArgumentException("Model " + definition.name() + " gives no masks");
        }
        int modelWidth = definition.input().width();
        int modelHeight = definition.input().height();
        if (output.length != modelWidth * modelHeight) {
            throw new IllegalArgumentException(
                    output.length + " values for a mask of " + modelWidth + " × " + modelHeight);
        }
        float[] p = new float[output.length];
        double certainty = 0;
        int inside = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = (float) probability(output[i], task.probabilities(), definition.temperature());
            certainty += Math.max(p[i], 1 - p[i]);
            inside += p[i] >= task.threshold() ? 1 : 0;
        }
        double confidence = certainty / p.length;
        return new Mask(
                width,
                height,
                Pixels.resize(p, modelWidth, modelHeight, width, height),
                confidence,
                (double) inside / p.length,
                confidence < definition.abstainThreshold(),
                task);
    }

    private static double probability(float value, boolean isProbability, double temperature) {
        if (!Float.isFinite(value) || (isProbability && (value < -SMALLEST || value > 1 + SMALLEST))) {
            throw new IllegalArgumentException("A pixel's value is " + value);
        }
        if (!isProbability) {
            return 1 / (1 + Math.exp(-value / temperature));
        }
        double p = Math.max(SMALLEST, Math.min(1 - SMALLEST, value));
        return 1 / (1 + Math.exp(-Math.log(p / (1 - p)) / temperature));
    }

    /**
     * The transparency of each pixel, row by row: 255 inside the mask, 0 outside, in between within {@code feather} pixels of the
     * edge (the mean over a square of that radius).
     */
    public int[] alpha() {
        float[] hard = new float[soft.length];
        for (int i = 0; i < hard.length; i++) {
            hard[i] = soft[i] >= task.threshold() ? 1 : 0;
        }
        float[] rows = blurred(hard, width, height, 1, width);
        float[] both = blurred(rows, height, width, width, 1);
        int[] alpha = new int[both.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = Math.round(255 * both[i]);
        }
        return alpha;
    }

    /** The running mean along lines of {@code length} pixels that are {@code step} apart. */
    private float[] blurred(float[] from, int length, int lines, int step, int lineStep) {
        int r = task.feather();
        if (r == 0) {
            return from;
        }
        float[] to = new float[from.length];
        for (int line = 0; line < lines; line++) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < Math.min(r, length); i++) {
                sum += from[line * lineStep + i * step];
                n++;
            }
            for (int i = 0; i < length; i++) {
                if (i + r < length) {
                    sum += from[line * lineStep + (i + r) * step];
                    n++;
                }
                if (i - r - 1 >= 0) {
                    sum -= from[line * lineStep + (i - r - 1) * step];
                    n--;
                }
                to[line * lineStep + i * step] = (float) (sum / n);
            }
        }
        return to;
    }

    /**
     * The picture with the mask as its transparency.
     *
     * @param picture the one that the mask was made for
     * @throws IllegalArgumentException if it has another size
     */
    public BufferedImage cutOut(BufferedImage picture) {
        if (picture.getWidth() != width || picture.getHeight() != height) {
            throw new IllegalArgumentException("The mask is for " + width + " × " + height + " pixels, the picture has "
                    + picture.getWidth() + " × " + picture.getHeight());
        }
        int[] rgb = picture.getRGB(0, 0, width, height, new int[width * height], 0, width);
        int[] alpha = alpha();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (rgb[i] & 0xFFFFFF) | (alpha[i] << 24);
        }
        BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        cut.setRGB(0, 0, width, height, rgb, 0, width);
        return cut;
    }

    /** {@link #cutOut} as a PNG. */
    public byte[] png(BufferedImage picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(cutOut(picture), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written", e);
        }
        return png.toByteArray();
    }
}
