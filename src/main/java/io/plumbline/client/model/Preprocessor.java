package io.plumbline.client.model;

/**
 * From pixels to a model's input: {@code x = (v / 255 - mean[c]) / sd[c]}, layout NCHW or NHWC. Immutable.
 *
 * <p>The picture must be upright and have the model's size already; turning and scaling are the app's, whose platform does
 * them best. A photograph's file tells in its Exif orientation how it is to be turned, which Android's BitmapFactory leaves undone.
 */
public final class Preprocessor {
    private final int width;
    private final int height;
    private final float[] mean;
    private final float[] sd;
    private final boolean channelsLast;

    /**
     * @param width of the input, pixels, at least 1
     * @param height of the input, pixels, at least 1
     * @param mean one per channel: 1 (grey) or 3 (red, green, blue)
     * @param sd one per channel, above 0
     * @throws IllegalArgumentException if they do not fit
     */
    public Preprocessor(int width, int height, float[] mean, float[] sd) {
        this(width, height, mean, sd, false);
    }

    /** The same; {@code channelsLast} if the layout is NHWC. */
    public Preprocessor(int width, int height, float[] mean, float[] sd, boolean channelsLast) {
        if (width < 1 || height < 1 || (mean.length != 1 && mean.length != 3) || sd.length != mean.length) {
            throw new IllegalArgumentException(
                    "Not an input: " + width + " x " + height + ", " + mean.length + " means, " + sd.length + " sds");
        }
        for (float s : sd) {
            if (!(s > 0)) {
                throw new IllegalArgumentException("Standard deviation must be above 0: " + s);
            }
        }
        this.width = width;
        this.height = height;
        this.mean = mean.clone();
        this.sd = sd.clone();
        this.channelsLast = channelsLast;
    }

    /** Pixels. */
    public int width() {
        return width;
    }

    /** Pixels. */
    public int height() {
        return height;
    }

    /** 1 or 3. */
    public int channels() {
        return mean.length;
    }

    /**
     * A grey picture, row by row.
     *
     * @param pixels width * height values of 0 to 255
     * @return a fresh array of channels * height * width, in the model's layout
     */
    public float[] grey(int[] pixels) {
        requireSize(pixels);
        float[] out = new float[channels() * pixels.length];
        for (int c = 0; c < channels(); c++) {
            for (int i = 0; i < pixels.length; i++) {
                out[at(c, i, pixels.length)] = normal(pixels[i] & 255, c);
            }
        }
        return out;
    }

    /**
     * A colour picture, row by row.
     *
     * @param pixels width * height values 0xAARRGGBB, as Android's Bitmap.getPixels gives; alpha is ignored. A grey
     *     model gets ITU-R BT.601 luma
     * @return a fresh array of channels * height * width, in the model's layout
     */
    public float[] rgb(int[] pixels) {
        requireSize(pixels);
        if (channels() == 1) {
            int[] grey = new int[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                int p = pixels[i];
                grey[i] = (299 * ((p >> 16) & 255) + 587 * ((p >> 8) & 255) + 114 * (p & 255) + 500) / 1000;
            }
            return grey(grey);
        }
        float[] out = new float[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            out[at(0, i, pixels.length)] = normal((pixels[i] >> 16) & 255, 0);
            out[at(1, i, pixels.length)] = normal((pixels[i] >> 8) & 255, 1);
            out[at(2, i, pixels.length)] = normal(pixels[i] & 255, 2);
        }
        return out;
    }

    private int at(int channel, int pixel, int pixels) {
        return channelsLast ? pixel * channels() + channel : channel * pixels + pixel;
    }

    private float normal(int value, int channel) {
        return (value / 255f - mean[channel]) / sd[channel];
    }

    private void requireSize(int[] pixels) {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels for a picture of " + width + " x " + height);
        }
    }
}
