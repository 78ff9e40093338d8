package io.plumbline.client.model;

/**
 * From a segmenter's output to a {@link Segmentation}: sigmoid with temperature, scaled bilinearly to the picture, then cut.
 * Immutable.
 */
public final class Masker {
    private static final double SMALLEST = 1e-7;

    private final int modelWidth;
    private final int modelHeight;
    private final boolean givesProbabilities;
    private final double temperature;
    private final double abstainThreshold;
    private final double threshold;
    private final int feather;

    /**
     * @param model size of the model's input, which is its output's
     * @param givesProbabilities whether the output went through a sigmoid
     * @param temperature divides the logits, above 0
     * @param abstainThreshold confidence below which the answer is "unsure", 0 to 1
     * @param threshold probability from which on a pixel belongs to the mask, above 0 and below 1
     * @param feather pixels over which the mask's edge fades, 0 to 64
     * @throws IllegalArgumentException if one is outside its range
     */
    public Masker(
            Preprocessor model,
            boolean givesProbabilities,
            double temperature,
            double abstainThreshold,
            double threshold,
            int feather) {
        boolean usable = temperature > 0
                && !Double.isInfinite(temperature)
                && abstainThreshold >= 0
                && abstainThreshold <= 1
                && threshold > 0
                && threshold < 1
                && feather >= 0
                && feather <= 64;
        if (!usable) {
            throw new IllegalArgumentException("Not usable: temperature " + temperature + ", abstain threshold "
                    + abstainThreshold + ", threshold " + threshold + ", feather " + feather);
        }
        this.modelWidth = model.width();
        this.modelHeight = model.height();
        this.givesProbabilities = givesProbabilities;
        this.temperature = temperature;
        this.abstainThreshold = abstainThreshold;
        this.threshold = threshold;
        this.feather = feather;
    }

    double threshold() {
        return threshold;
    }

    int feather() {
        return feather;
    }

    double abstainThreshold() {
        return abstainThreshold;
    }

    /**
     * The mask of one picture.
     *
     * @param output one value for each pixel of the model, finite
     * @param width of the picture as it was before it was scaled for the model, pixels
     * @param height of that picture, pixels
     * @throws IllegalArgumentException if there are more or fewer, or one is no number
     */
    public Segmentation segment(float[] output, int width, int height) {
        if (output.length != modelWidth * modelHeight || width < 1 || height < 1) {
            throw new IllegalArgumentException(output.length + " values for a mask of " + modelWidth + " x "
                    + modelHeight + ", for a picture of " + width + " x " + height);
        }
        float[] p = new float[output.length];
        double certainty = 0;
        int inside = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = (float) probability(output[i]);
            certainty += Math.max(p[i], 1 - p[i]);
            inside += p[i] >= threshold ? 1 : 0;
        }
        float[] soft = scaled(p, width, height);
        return new Segmentation(this, width, height, soft, certainty / p.length, (double) inside / p.length);
    }

    private double probability(float value) {
        boolean number = !Float.isNaN(value) && !Float.isInfinite(value);
        if (!number || (givesProbabilities && (value < -SMALLEST || value > 1 + SMALLEST))) {
            throw new IllegalArgumentException("A pixel's value is " + value);
        }
        if (!givesProbabilities) {
            return 1 / (1 + Math.exp(-value / temperature));
        }
        double p = Math.max(SMALLEST, Math.min(1 - SMALLEST, value));
        return 1 / (1 + Math.exp(-Math.log(p / (1 - p)) / temperature));
    }

    /** Bilinear, half-pixel centres. */
    private float[] scaled(float[] from, int toWidth, int toHeight) {
        if (modelWidth == toWidth && modelHeight == toHeight) {
            return from;
        }
        float[] to = new float[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            float fy = Math.max(0, (y + 0.5f) * modelHeight / toHeight - 0.5f);
            int y0 = Math.min((int) fy, modelHeight - 1);
            int y1 = Math.min(y0 + 1, modelHeight - 1);
            float wy = fy - y0;
            for (int x = 0; x < toWidth; x++) {
                float fx = Math.max(0, (x + 0.5f) * modelWidth / toWidth - 0.5f);
                int x0 = Math.min((int) fx, modelWidth - 1);
                int x1 = Math.min(x0 + 1, modelWidth - 1);
                float wx = fx - x0;
                float top = from[y0 * modelWidth + x0] * (1 - wx) + from[y0 * modelWidth + x1] * wx;
                float bottom = from[y1 * modelWidth + x0] * (1 - wx) + from[y1 * modelWidth + x1] * wx;
                to[y * toWidth + x] = top * (1 - wy) + bottom * wy;
            }
        }
        return to;
    }
}
