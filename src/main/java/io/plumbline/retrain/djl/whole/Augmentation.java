package io.plumbline.retrain.djl.whole;

import io.plumbline.bundle.ModelDefinition.Input;
import java.util.SplittableRandom;

/**
 * Small, label-keeping changes to pictures while a network trains: mirrored or not, shifted by up to a fourteenth, a little
 * darker or brighter. Mild on purpose: a bad camera must stay visible as a shift.
 */
final class Augmentation {
    private static final int PARTS = 14;
    private static final float BRIGHTNESS = 0.1f;

    private final Input input;
    private final SplittableRandom random;

    Augmentation(Input input, long seed) {
        this.input = input;
        this.random = new SplittableRandom(seed);
    }

    /** How a picture is changed. */
    private record Change(int dx, int dy, boolean mirrored, float gain) {}

    private Change next() {
        int dx = shift(input.width());
        int dy = shift(input.height());
        boolean mirrored = random.nextBoolean();
        return new Change(dx, dy, mirrored, (1 + BRIGHTNESS * (float) random.nextDouble(-1, 1)) / 255f);
    }

    private int shift(int side) {
        int most = Math.max(1, side / PARTS);
        return random.nextInt(-most, most + 1);
    }

    /** Draws what {@link #draw} would, and does nothing with it. */
    void skip() {
        next();
    }

    /** Writes a changed copy of a picture of 0..255 into a batch, as a network takes it that has the channels first. */
    void draw(byte[] picture, float[] batch, int offset) {
        Change change = next();
        int width = input.width();
        int height = input.height();
        for (int c = 0; c < input.channels(); c++) {
            int plane = c * width * height;
            float mean = input.mean().get(c);
            float sd = input.sd().get(c);
            for (int y = 0; y < height; y++) {
                int fromY = y - change.dy();
                for (int x = 0; x < width; x++) {
                    int straight = x - change.dx();
                    int fromX = change.mirrored() ? width - 1 - straight : straight;
                    boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                    int v = inside ? picture[plane + fromY * width + fromX] & 0xFF : 0;
                    batch[offset + plane + y * width + x] = (Math.min(1, v * change.gain()) - mean) / sd;
                }
            }
        }
    }
}
