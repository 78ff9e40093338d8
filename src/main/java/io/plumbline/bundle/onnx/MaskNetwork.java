package io.plumbline.bundle.onnx;

import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import java.util.List;

/**
 * A small network that draws masks: an encoder and a decoder with skip connections between them (Ronneberger et al. 2015,
 * U-Net), as steps on one picture and a stack of earlier ones.
 *
 * @param channels of the input, 1 or 3
 * @param height of the input and of the mask
 * @param width of the input and of the mask
 * @param steps in order; the last one gives one channel: logits
 */
public record MaskNetwork(int channels, int height, int width, List<Step> steps) {
    /** What happens to the picture. */
    public sealed interface Step permits Convolve, Keep, Enlarge, Join {}

    /** A convolution, followed by ReLU or not. */
    public record Convolve(Convolution convolution, boolean relu) implements Step {}

    /** Puts the picture on the stack. */
    public record Keep() implements Step {}

    /** Twice as wide and high; each pixel becomes four. */
    public record Enlarge() implements Step {}

    /** Takes a picture from the stack and adds it. */
    public record Join() implements Step {}

    /** @throws IllegalArgumentException if steps do not fit each other or the last does not give one channel of the input's size */
    public MaskNetwork {
        steps = List.copyOf(steps);
        int depth = 0;
        int now = channels;
        for (Step step : steps) {
            depth += step instanceof Keep ? 1 : step instanceof Join ? -1 : 0;
            if (step instanceof Convolve c) {
                if (c.convolution().in() != now) {
                    throw new IllegalArgumentException(
                            "A convolution of " + c.convolution().in() + " channels follows " + now);
                }
                now = c.convolution().out();
            }
            if (depth < 0) {
                throw new IllegalArgumentException("Nothing is kept that could be joined");
            }
        }
        if (now != 1 || depth != 0) {
            throw new IllegalArgumentException(
                    "The steps end with " + now + " channels and " + depth + " kept pictures");
        }
    }

    /** Number of weights. */
    public int parameters() {
        return steps.stream()
                .mapToInt(s -> s instanceof Convolve c
                        ? c.convolution().weight().length + c.convolution().bias().length
                        : 0)
                .sum();
    }
}
