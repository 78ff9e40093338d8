package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.awt.image.BufferedImage;

/**
 * A segmentation network of any size, run by ONNX Runtime on one thread: it draws the masks that a small student learns from
 * (Hinton et al. 2015, Distilling the knowledge in a neural network).
 *
 * <p>Safe for use by several threads at once; to be closed once.
 */
public final class Teacher implements AutoCloseable {
    private final ModelDefinition.Input input;
    private final OnnxRunner runner;
    private final boolean probabilities;
    private final double temperature;

    /**
     * @param onnx the network; no data outside of it
     * @param input what it takes
     * @param output the output to read: one mask of the input's size, 0 to 1
     * @throws io.plumbline.kernel.Rejection REFUSED, {@code onnx-unloadable}, if ONNX Runtime does not accept it
     */
    public Teacher(byte[] onnx, ModelDefinition.Input input, String output) {
        this(onnx, input, output, true, 1);
    }

    /**
     * One that a bundle describes; its logits, if it gives logits, are read at its temperature.
     *
     * @throws IllegalArgumentException if it is no segmenter
     * @throws io.plumbline.kernel.Rejection as above
     */
    Teacher(byte[] onnx, ModelDefinition definition) {
        this(
                onnx,
                definition.input(),
                definition.output(),
                segmentation(definition).probabilities(),
                definition.temperature());
    }

    private Teacher(
            byte[] onnx, ModelDefinition.Input input, String output, boolean probabilities, double temperature) {
        this.input = input;
        this.runner = new OnnxRunner(onnx, input.port(), output);
        this.probabilities = probabilities;
        this.temperature = temperature;
    }

    private static Task.Segmentation segmentation(ModelDefinition definition) {
        if (definition.task() instanceof Task.Segmentation task) {
            return task;
        }
        throw new IllegalArgumentException("The teacher " + definition.name() + " " + definition.version()
                + " draws no masks, it is for " + definition.task().name());
    }

    /**
     * Draws the mask of a picture, for a student whose masks are width × height pixels.
     *
     * @throws IllegalArgumentException if the network's output is not one mask of its input's size
     */
    public PseudoMask mask(BufferedImage picture, int width, int height) {
        return PseudoMask.of(answer(picture), input.width(), input.height(), width, height);
    }

    /**
     * What the network says of a picture: one value for each pixel of its input, 0 to 1, rows from the top.
     *
     * @throws IllegalArgumentException if the network's output is not one mask of its input's size
     */
    public float[] answer(BufferedImage picture) {
        float[] answer = runner.run(new float[][] {Pixels.of(picture, input)})[0];
        if (answer.length != input.width() * input.height()) {
            throw new IllegalArgumentException("The teacher's output has " + answer.length + " values for a picture of "
                    + input.width() + " × " + input.height() + ": name the output that is one mask of that size");
        }
        if (!probabilities) {
            for (int i = 0; i < answer.length; i++) {
                answer[i] = (float) (1 / (1 + Math.exp(-answer[i] / temperature)));
            }
        }
        return answer;
    }

    @Override
    public void close() {
        runner.close();
    }
}
