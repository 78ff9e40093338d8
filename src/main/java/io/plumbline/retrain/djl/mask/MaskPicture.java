package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A picture with its mask, at a student's size, a byte a value: five bytes a pixel of colour, so that ten thousand pictures of 128²
 * take less than a gigabyte.
 *
 * @param planes samples of 0..255, channels × height × width, rows from the top
 * @param target share of each pixel that is subject, 0..255
 * @param weight how much each pixel counts, 0..255
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: pictures are never compared nor used as keys.
public record MaskPicture(byte[] planes, byte[] target, byte[] weight) {
    /** @throws IllegalArgumentException if the lengths do not fit each other */
    public MaskPicture {
        boolean whole = target.length > 0 && planes.length % target.length == 0;
        if (!whole || weight.length != target.length) {
            throw new IllegalArgumentException(
                    planes.length + " samples, " + target.length + " targets, " + weight.length + " weights");
        }
    }

    /**
     * A picture as a student sees it, with a mask of the student's size.
     *
     * @param input what the student takes; its mean and sd are not applied yet
     * @param target 0 to 1, height × width
     * @param weight 0 to 1, as long
     * @throws IllegalArgumentException if the mask is not of the input's size
     */
    public static MaskPicture of(BufferedImage picture, ModelDefinition.Input input, float[] target, float[] weight) {
        if (target.length != input.width() * input.height()) {
            throw new IllegalArgumentException("A mask for an input of " + input.width() + " × " + input.height()
                    + " pixels has " + target.length + " values");
        }
        float[] plain = Pixels.of(picture, unscaled(input));
        return new MaskPicture(bytes(plain), bytes(target), bytes(weight));
    }

    /** The values that the network is fed with: channels × height × width. */
    public float[] values(ModelDefinition.Input input) {
        float[] values = new float[planes.length];
        int plane = target.length;
        for (int i = 0; i < values.length; i++) {
            int c = i / plane;
            values[i] = ((planes[i] & 0xFF) / 255f - input.mean().get(c))
                    / input.sd().get(c);
        }
        return values;
    }

    /** Whether there is no subject. */
    public boolean isEmpty() {
        for (byte share : target) {
            if (share != 0) {
                return false;
            }
        }
        return true;
    }

    /** The target as fractions: height × width. */
    public float[] targets() {
        return fractions(target);
    }

    /** The weight as fractions: height × width. */
    public float[] weights() {
        return fractions(weight);
    }

    /** Bytes as fractions of 255. */
    static float[] fractions(byte[] bytes) {
        float[] fractions = new float[bytes.length];
        for (int i = 0; i < fractions.length; i++) {
            fractions[i] = (bytes[i] & 0xFF) / 255f;
        }
        return fractions;
    }

    private static ModelDefinition.Input unscaled(ModelDefinition.Input input) {
        return new ModelDefinition.Input(
                input.name(),
                input.width(),
                input.height(),
                input.channels(),
                input.layout(),
                input.channels() == 1 ? List.of(0f) : List.of(0f, 0f, 0f),
                input.channels() == 1 ? List.of(1f) : List.of(1f, 1f, 1f));
    }

    /** Fractions as bytes; what is outside of 0 to 1 is cut. */
    static byte[] bytes(float[] fractions) {
        byte[] bytes = new byte[fractions.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(Math.min(1, Math.max(0, fractions[i])) * 255);
        }
        return bytes;
    }
}
