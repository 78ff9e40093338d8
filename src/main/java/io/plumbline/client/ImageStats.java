package io.plumbline.client;

/** Three numbers that tell a picture's quality without showing it. Immutable. */
public final class ImageStats {
    private final double brightness;
    private final double contrast;
    private final double sharpness;

    private ImageStats(double brightness, double contrast, double sharpness) {
        this.brightness = brightness;
        this.contrast = contrast;
        this.sharpness = sharpness;
    }

    /**
     * Of a grey picture, row by row.
     *
     * @param pixels values of 0 to 255
     * @param width pixels in a row, a divisor of the number of pixels
     */
    public static ImageStats of(int[] pixels, int width) {
        if (width < 1 || pixels.length == 0 || pixels.length % width != 0) {
            throw new IllegalArgumentException(pixels.length + " pixels in rows of " + width);
        }
        double sum = 0;
        double squares = 0;
        double edges = 0;
        for (int i = 0; i < pixels.length; i++) {
            double v = pixels[i] / 255.0;
            sum += v;
            squares += v * v;
            if (i % width > 0) {
                edges += Math.abs(pixels[i] - pixels[i - 1]) / 255.0;
            }
            if (i >= width) {
                edges += Math.abs(pixels[i] - pixels[i - width]) / 255.0;
            }
        }
        double mean = sum / pixels.length;
        double variance = Math.max(0, squares / pixels.length - mean * mean);
        return new ImageStats(mean, Math.sqrt(variance), Math.min(1, edges / pixels.length));
    }

    /** Mean of the pixels, 0 (black) to 1 (white). */
    public double brightness() {
        return brightness;
    }

    /** Their standard deviation, 0 to 0.5. */
    public double contrast() {
        return contrast;
    }

    /** Mean step to the neighbours left and above, 0 to 1. */
    public double sharpness() {
        return sharpness;
    }
}
