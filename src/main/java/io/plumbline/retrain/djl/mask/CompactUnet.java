package io.plumbline.retrain.djl.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.MaskNetwork;
import io.plumbline.bundle.onnx.MaskNetwork.Convolve;
import io.plumbline.bundle.onnx.MaskNetwork.Enlarge;
import io.plumbline.bundle.onnx.MaskNetwork.Join;
import io.plumbline.bundle.onnx.MaskNetwork.Keep;
import io.plumbline.bundle.onnx.MaskNetwork.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One description of a small U-Net that yields both the DJL block to train and the network to ship: a MobileNet-like encoder of
 * depthwise-separable convolutions down to a sixteenth (Howard et al. 2017), and a light decoder that adds what the encoder saw
 * at each size. Batch normalisation is folded in when shipped.
 */
final class CompactUnet extends AbstractBlock {
    private static final float EPSILON = 1e-5f;
    private static final int DEEP = 8;

    private final int channels;
    private final int height;
    private final int width;
    private final List<Part> parts = new ArrayList<>();
    private int now;

    /** A step as it is trained. */
    private sealed interface Part permits Layer, Fixed {}

    private record Layer(int in, int out, int kernel, int stride, int groups, Conv2d conv, BatchNorm norm, boolean relu)
            implements Part {
        long weights() {
            return (long) out * (in / groups) * kernel * kernel;
        }
    }

    private record Fixed(Step step) implements Part {}

    /**
     * @param channels of the input
     * @param height of the input, a multiple of 16
     * @param width of the input, a multiple of 16
     * @param base channels of the first layer; deeper ones have twice, four and eight times as many
     */
    CompactUnet(int channels, int height, int width, int base) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.now = channels;
        convolve(base, 3, 2, 1, true);
        keep();
        separable(2 * base, 2);
        separable(2 * base, 1);
        keep();
        separable(4 * base, 2);
        separable(4 * base, 1);
        keep();
        separable(DEEP * base, 2);
        separable(DEEP * base, 1);
        separable(DEEP * base, 1);
        for (int factor : new int[] {4, 2, 1}) {
            convolve(factor * base, 1, 1, 1, true);
            parts.add(new Fixed(new Enlarge()));
            parts.add(new Fixed(new Join()));
            separable(factor * base, 1);
        }
        parts.add(new Fixed(new Enlarge()));
        separable(base, 1);
        convolve(1, 3, 1, 1, false);
    }

    private void keep() {
        parts.add(new Fixed(new Keep()));
    }

    private void separable(int out, int stride) {
        convolve(now, 3, stride, now, true);
        convolve(out, 1, 1, 1, true);
    }

    private void convolve(int out, int kernel, int stride, int groups, boolean relu) {
        Conv2d conv = Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(out)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .optBias(false)
                .build();
        BatchNorm norm = BatchNorm.builder().optEpsilon(EPSILON).build();
        int index = parts.size();
        addChildBlock("conv" + index, conv);
        addChildBlock("norm" + index, norm);
        parts.add(new Layer(now, out, kernel, stride, groups, conv, norm, relu));
        now = out;
    }

    /** Number of weights and biases that are shipped. */
    long parameters() {
        long n = 0;
        for (Part part : parts) {
            n += part instanceof Layer l ? l.weights() + l.out : 0;
        }
        return n;
    }

    /** Multiplications with an addition that one picture takes, which is what its time goes with. */
    long multiplyAdds() {
        long n = 0;
        long pixels = (long) height * width;
        for (Part part : parts) {
            if (part instanceof Layer l) {
                pixels /= (long) l.stride * l.stride;
                n += l.weights() * pixels;
            } else if (part instanceof Fixed fixed && fixed.step instanceof Enlarge) {
                pixels *= 4;
            }
        }
        return n;
    }

    Shape inputShape(int batch) {
        return new Shape(batch, channels, height, width);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        Deque<NDArray> kept = new ArrayDeque<>();
        NDArray x = inputs.singletonOrThrow();
        for (Part part : parts) {
            if (part instanceof Layer layer) {
                NDList out = layer.conv.forward(store, new NDList(x), training, parameters);
                x = layer.norm.forward(store, out, training, parameters).singletonOrThrow();
                x = layer.relu ? Activation.relu(x) : x;
            } else if (part instanceof Fixed fixed) {
                x = step(fixed.step, x, kept);
            }
        }
        return new NDList(x);
    }

    private static NDArray step(Step step, NDArray x, Deque<NDArray> kept) {
        if (step instanceof Keep) {
            kept.push(x);
            return x;
        }
        return step instanceof Join ? x.add(kept.pop()) : x.repeat(2, 2).repeat(3, 2);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape shape = inputs[0];
        for (Part part : parts) {
            if (part instanceof Layer layer) {
                layer.conv.initialize(manager, type, shape);
                shape = layer.conv.getOutputShapes(new Shape[] {shape})[0];
                layer.norm.initialize(manager, type, shape);
            } else if (part instanceof Fixed fixed && fixed.step instanceof Enlarge) {
                shape = new Shape(shape.get(0), shape.get(1), 2 * shape.get(2), 2 * shape.get(3));
            }
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), 1, inputs[0].get(2), inputs[0].get(3))};
    }

    /** The network as it is now, ready to ship. */
    MaskNetwork network() {
        List<Step> steps = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Layer l) {
                Convolution plain = new Convolution(
                        l.in, l.out, l.kernel, l.stride, l.groups, values(l.conv, "weight"), new float[l.out]);
                Convolution folded = plain.foldBatchNorm(
                        values(l.norm, "gamma"),
                        values(l.norm, "beta"),
                        values(l.norm, "runningMean"),
                        values(l.norm, "runningVar"),
                        EPSILON);
                steps.add(new Convolve(folded, l.relu));
            } else if (part instanceof Fixed fixed) {
                steps.add(fixed.step);
            }
        }
        return new MaskNetwork(channels, height, width, steps);
    }

    private static float[] values(Block block, String parameter) {
        return block.getParameters().get(parameter).getArray().toFloatArray();
    }
}
