package io.plumbline.client.model;

/** What a segmenter made of one picture: which of its pixels show the thing that the model masks. Immutable. */
public final class Segmentation implements Result {
    private final int width;
    private final int height;
    private final float[] soft;
    private final double threshold;
    private final int feather;
    private final double confidence;
    private final double maskArea;
    private final boolean unsure;

    Segmentation(Masker by, int width, int height, float[] soft, double confidence, double maskArea) {
        this.width = width;
        this.height = height;
        this.soft = soft;
        this.threshold = by.threshold();
        this.feather = by.feather();
        this.confidence = confidence;
        this.maskArea = maskArea;
        this.unsure = confidence < by.abstainThreshold();
    }

    /** Mean certainty of the pixels, {@code max(p, 1 - p)}, 0.5 to 1. */
    @Override
    public double confidence() {
        return confidence;
    }

    /** Share of the picture that the mask covers, 0 to 1. */
    public double maskArea() {
        return maskArea;
    }

    @Override
    public boolean unsure() {
        return unsure;
    }

    /** Probability of each of the picture's pixels, row by row; a fresh array of width * height. */
    public float[] probabilities() {
        return soft.clone();
    }

    /** Which of the picture's pixels the model means, without fading: those whose probability reaches the threshold. */
    public Mask mask() {
        boolean[] meant = new boolean[soft.length];
        for (int i = 0; i < meant.length; i++) {
            meant[i] = soft[i] >= threshold;
        }
        return Mask.of(meant, width);
    }

    /**
     * Transparency of each pixel, row by row: 255 inside the mask, 0 outside, in between within some pixels of its edge, as
     * model.json says ("feather": the mean over a square of that radius). A fresh array.
     */
    public int[] alpha() {
        float[] hard = new float[soft.length];
        for (int i = 0; i < hard.length; i++) {
            hard[i] = soft[i] >= threshold ? 1 : 0;
        }
        float[] blurred = blurred(blurred(hard, width, height, 1, width), height, width, width, 1);
        int[] alpha = new int[blurred.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = Math.round(255 * blurred[i]);
        }
        return alpha;
    }

    /**
     * The picture with the mask as its transparency.
     *
     * @param pixels width * height values 0xAARRGGBB of the picture that was segmented
     * @return a fresh array, for a bitmap of configuration ARGB_8888 (not premultiplied)
     */
    public int[] cutOut(int[] pixels) {
        if (pixels.length != soft.length) {
            throw new IllegalArgumentException(pixels.length + " pixels for a picture of " + width + " x " + height);
        }
        int[] out = alpha();
        for (int i = 0; i < out.length; i++) {
            out[i] = (pixels[i] & 0xFFFFFF) | (out[i] << 24);
        }
        return out;
    }

    private float[] blurred(float[] from, int length, int lines, int step, int lineStep) {
        if (feather == 0) {
            return from;
        }
        float[] to = new float[from.length];
        for (int line = 0; line < lines; line++) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < Math.min(feather, length); i++) {
                sum += from[line * lineStep + i * step];
                n++;
            }
            for (int i = 0; i < length; i++) {
                if (i + feather < length) {
                    sum += from[line * lineStep + (i + feather) * step];
                    n++;
                }
                if (i - feather - 1 >= 0) {
                    sum -= from[line * lineStep + (i - feather - 1) * step];
                    n--;
                }
                to[line * lineStep + i * step] = (float) (sum / n);
            }
        }
        return to;
    }

    @Override
    public String toString() {
        return "mask of " + maskArea + ", " + confidence + (unsure ? " (unsure)" : "");
    }
}
