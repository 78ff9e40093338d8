package io.plumbline.retrain.djl;

import java.util.SplittableRandom;

/**
 * Small, label-keeping changes to grey pictures while a network trains: mirrored or not, shifted a little, a little
 * darker or brighter. Mild on purpose: a bad camera must stay visible as a shift.
 */
final class Augmentation {
    private static final int SHIFT = 2;
    private static final float BRIGHTNESS = 0.1f;

    private final SplittableRandom random;

    Augmentation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How a picture is changed. */
    private record Change(int dx, int dy, boolean mirrored, float gain) {}

    private Change next() {
        int dx = random.nextInt(-SHIFT, SHIFT + 1);
        int dy = random.nextInt(-SHIFT, SHIFT + 1);
        boolean mirrored = random.nextBoolean();
        return new Change(dx, dy, mirrored, (1 + BRIGHTNESS * (float) random.nextDouble(-1, 1)) / 255f);
    }

    /** Draws what {@link #draw} would, and does nothing with it. */
    void skip() {
        next();
    }

    /** Writes a changed copy of a picture of 0..255 into a batch of inputs, as fractions of 255. */
    void draw(byte[] picture, int width, int height, float[] batch, int offset) {
        Change change = next();
        for (int y = 0; y < height; y++) {
            int fromY = y - change.dy();
            for (int x = 0; x < width; x++) {
                int straight = x - change.dx();
                int fromX = change.mirrored() ? width - 1 - straight : straight;
                boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                int v = inside ? picture[fromY * width + fromX] & 0xFF : 0;
                batch[offset + y * width + x] = Math.min(1, v * change.gain());
            }
        }
    }
}
