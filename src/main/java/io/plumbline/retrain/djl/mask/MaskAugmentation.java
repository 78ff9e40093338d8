package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import java.util.SplittableRandom;

/**
 * Changes to a picture that change its mask in the same way or not at all, so that a few hundred pictures do for a small student:
 * mirrored or not, a piece of it between 0.7 and 1.1 of its size (beyond the edge the edge goes on, and counts nothing), light,
 * contrast and tint.
 */
final class MaskAugmentation {
    private static final double SMALLEST = 0.7;
    private static final double LARGEST = 1.1;

    private final SplittableRandom random;
    private final ModelDefinition.Input input;

    MaskAugmentation(ModelDefinition.Input input, long seed) {
        this.input = input;
        this.random = new SplittableRandom(seed);
    }

    /** Draws what a picture would, and does nothing with it: a training that goes on has drawn it before. */
    void skip() {
        change();
    }

    /** What happens to one picture: where its piece lies, and by what light. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Change(float scale, float left, float top, boolean mirrored, float[] gain, float[] lift) {}

    private Change change() {
        float scale = (float) random.nextDouble(SMALLEST, LARGEST);
        float left = (float) random.nextDouble(Math.min(0, 1 - scale), Math.max(0, 1 - scale) + 1e-9) * input.width();
        float top = (float) random.nextDouble(Math.min(0, 1 - scale), Math.max(0, 1 - scale) + 1e-9) * input.height();
        boolean mirrored = random.nextBoolean();
        float[] gain = new float[input.channels()];
        float[] lift = new float[input.channels()];
        float light = (float) random.nextDouble(-0.15, 0.15);
        float contrast = (float) random.nextDouble(0.75, 1.25);
        for (int c = 0; c < gain.length; c++) {
            gain[c] = contrast * (float) random.nextDouble(0.93, 1.07);
            lift[c] = 0.5f * (1 - contrast) + light;
        }
        return new Change(scale, left, top, mirrored, gain, lift);
    }

    /** Writes a changed copy of a picture, ready for the network, and of its mask into a batch, at the n-th place. */
    void draw(MaskPicture picture, Batch batch, int n) {
        int width = input.width();
        int height = input.height();
        int plane = width * height;
        Change drawn = change();
        float[] gain = drawn.gain;
        float[] lift = drawn.lift;
        for (int y = 0; y < height; y++) {
            int v = Math.round(drawn.top + y * drawn.scale);
            for (int x = 0; x < width; x++) {
                int u = Math.round(drawn.left + (drawn.mirrored ? width - 1 - x : x) * drawn.scale);
                boolean inside = u >= 0 && u < width && v >= 0 && v < height;
                int from = Math.min(height - 1, Math.max(0, v)) * width + Math.min(width - 1, Math.max(0, u));
                int to = y * width + x;
                for (int c = 0; c < gain.length; c++) {
                    float sample = (picture.planes()[c * plane + from] & 0xFF) / 255f * gain[c] + lift[c];
                    float seen = Math.min(1, Math.max(0, sample));
                    batch.x[(n * gain.length + c) * plane + to] =
                            (seen - input.mean().get(c)) / input.sd().get(c);
                }
                batch.target[n * plane + to] = (picture.target()[from] & 0xFF) / 255f;
                batch.weight[n * plane + to] = inside ? (picture.weight()[from] & 0xFF) / 255f : 0;
            }
        }
    }

    /** What one step learns from: inputs, targets and weights of some pictures, one after the other. */
    static final class Batch {
        final float[] x;
        final float[] target;
        final float[] weight;

        Batch(int pictures, ModelDefinition.Input input) {
            int plane = input.width() * input.height();
            x = new float[pictures * input.size()];
            target = new float[pictures * plane];
            weight = new float[pictures * plane];
        }
    }
}
