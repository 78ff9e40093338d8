package io.plumbline.retrain.djl.whole;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * One description of a compact CNN that yields both the DJL block to train and the network to ship: depthwise-separable
 * convolutions (Howard et al. 2017, MobileNets), each with batch normalisation, which is folded in when shipped.
 */
final class CompactCnn {
    private static final float EPSILON = 1e-5f;

    private static final int SMALLEST_MAP = 8;
    /** Without these a network of the smallest pictures would see but a few pixels at once. */
    private static final int LEAST_HALVINGS = 2;

    private final int channels;
    private final int height;
    private final int width;
    private final SequentialBlock block = new SequentialBlock();
    private final List<Layer> layers = new ArrayList<>();
    private final Linear linear;

    private record Layer(int in, int out, int kernel, int stride, int groups, Conv2d conv, BatchNorm norm) {}

    /** Larger pictures are halved more often, so that what is averaged in the end is at most 8 × 8. */
    CompactCnn(int channels, int height, int width, int classes) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        int halvings = halvings(height, width);
        add(channels, 16, 3, halvings > 2 ? 2 : 1, 1);
        for (int more = 5; more < halvings; more++) {
            separable(16, 16, 2);
        }
        separable(16, 32, 2);
        separable(32, 64, halvings > 4 ? 2 : 1);
        separable(64, 96, 2);
        separable(96, 128, halvings > 3 ? 2 : 1);
        linear = Linear.builder().setUnits(classes).build();
        block.add(Pool.globalAvgPool2dBlock()).add(Blocks.batchFlattenBlock()).add(linear);
    }

    private static int halvings(int height, int width) {
        int halvings = 0;
        for (double side = Math.sqrt((double) height * width); side > SMALLEST_MAP; side /= 2) {
            halvings++;
        }
        return Math.max(LEAST_HALVINGS, halvings);
    }

    private void separable(int in, int out, int stride) {
        add(in, in, 3, stride, in);
        add(in, out, 1, 1, 1);
    }

    private void add(int in, int out, int kernel, int stride, int groups) {
        Conv2d conv = Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(out)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .optBias(false)
                .build();
        BatchNorm norm = BatchNorm.builder().optEpsilon(EPSILON).build();
        layers.add(new Layer(in, out, kernel, stride, groups, conv, norm));
        block.add(conv).add(norm).add(Activation::relu);
    }

    Block block() {
        return block;
    }

    Shape inputShape(int batch) {
        return new Shape(batch, channels, height, width);
    }

    /** The network as it is now, ready to ship. */
    CompactNetwork network() {
        List<Convolution> convolutions = new ArrayList<>();
        for (Layer l : layers) {
            Convolution plain = new Convolution(
                    l.in, l.out, l.kernel, l.stride, l.groups, values(l.conv, "weight"), new float[l.out]);
            convolutions.add(plain.foldBatchNorm(
                    values(l.norm, "gamma"),
                    values(l.norm, "beta"),
                    values(l.norm, "runningMean"),
                    values(l.norm, "runningVar"),
                    EPSILON));
        }
        return new CompactNetwork(channels, height, width, convolutions, head(linear));
    }

    /** The weights of a linear block as a head. */
    static Head head(Linear linear) {
        return head(values(linear, "weight"), values(linear, "bias"));
    }

    /** A head of weights row by row. */
    static Head head(float[] flat, float[] bias) {
        int features = flat.length / bias.length;
        float[][] weight = new float[bias.length][features];
        for (int c = 0; c < bias.length; c++) {
            System.arraycopy(flat, c * features, weight[c], 0, features);
        }
        return new Head(weight, bias);
    }

    private static float[] values(Block block, String parameter) {
        return block.getParameters().get(parameter).getArray().toFloatArray();
    }
}
