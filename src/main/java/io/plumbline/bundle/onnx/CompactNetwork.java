package io.plumbline.bundle.onnx;

import java.util.List;

/**
 * A small image classifier: convolutions each followed by ReLU, the mean over the picture, one linear layer.
 *
 * @param channels of the input, 1 or 3
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param convolutions in order; each takes as many channels as the one before gives
 * @param head takes as many features as the last convolution gives
 */
public record CompactNetwork(int channels, int height, int width, List<Convolution> convolutions, Head head) {
    /** @throws IllegalArgumentException if channels do not fit from layer to layer */
    public CompactNetwork {
        convolutions = List.copyOf(convolutions);
        int given = channels;
        for (Convolution c : convolutions) {
            if (c.in() != given) {
                throw new IllegalArgumentException("A convolution takes " + c.in() + " channels but gets " + given);
            }
            given = c.out();
        }
        if (head.features() != given) {
            throw new IllegalArgumentException("The head takes " + head.features() + " features but gets " + given);
        }
    }

    /** The same network with another last layer. */
    public CompactNetwork withHead(Head other) {
        return new CompactNetwork(channels, height, width, convolutions, other);
    }

    /** Number of weights and biases. */
    public int parameters() {
        int n = head.classes() * (head.features() + 1);
        for (Convolution c : convolutions) {
            n += c.weight().length + c.bias().length;
        }
        return n;
    }

    /**
     * A square convolution, padded by half its kernel, with ReLU behind it.
     *
     * @param in input channels
     * @param out output channels
     * @param kernel side of the kernel in pixels, odd
     * @param stride 1 or more
     * @param groups 1, or {@code in} for a depthwise convolution
     * @param weight shape (out, in / groups, kernel, kernel), flat
     * @param bias shape (out)
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: layers are never compared nor used as keys.
    public record Convolution(int in, int out, int kernel, int stride, int groups, float[] weight, float[] bias) {
        /** @throws IllegalArgumentException if the arrays do not have the stated shapes */
        public Convolution {
            if (weight.length != out * (in / groups) * kernel * kernel || bias.length != out) {
                throw new IllegalArgumentException("A convolution " + in + "→" + out + " of kernel " + kernel + " in "
                        + groups + " groups got " + weight.length + " weights and " + bias.length + " biases");
            }
        }

        /**
         * The same convolution with the batch normalisation behind it folded in: {@code y = γ (x − μ) / √(σ² + ε) + β}.
         */
        public Convolution foldBatchNorm(float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
            float[] w = weight.clone();
            float[] b = new float[out];
            int each = weight.length / out;
            for (int o = 0; o < out; o++) {
                double scale = gamma[o] / Math.sqrt(variance[o] + epsilon);
                for (int i = o * each; i < (o + 1) * each; i++) {
                    w[i] = (float) (weight[i] * scale);
                }
                b[o] = (float) ((bias[o] - mean[o]) * scale + beta[o]);
            }
            return new Convolution(in, out, kernel, stride, groups, w, b);
        }
    }
}
