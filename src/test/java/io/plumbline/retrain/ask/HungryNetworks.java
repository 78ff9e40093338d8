package io.plumbline.retrain.ask;

import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.MaskNetwork;
import io.plumbline.bundle.onnx.OnnxWriter;
import java.util.Arrays;
import java.util.List;

/** Small files that take much memory when they are run: what lies between their layers is large. */
public final class HungryNetworks {
    private HungryNetworks() {}

    /** A classifier of grey pictures; each pixel takes so many times 4 bytes, of each picture of a batch. */
    public static byte[] classifier(int side, int classes, int width) {
        Convolution wide = new Convolution(1, width, 1, 1, 1, new float[width], new float[width]);
        float[][] weight = new float[classes][width];
        return OnnxWriter.write(new CompactNetwork(1, side, side, List.of(wide), new Head(weight, new float[classes])));
    }

    /** A segmenter of colour pictures; each pixel takes so many times 4 bytes. It sees its subject everywhere. */
    public static byte[] segmenter(int side, int width) {
        float[] bias = {1};
        float[] ones = new float[3 * width];
        Arrays.fill(ones, 0.1f);
        return OnnxWriter.write(new MaskNetwork(
                3,
                side,
                side,
                List.of(
                        new MaskNetwork.Convolve(new Convolution(3, width, 1, 1, 1, ones, new float[width]), true),
                        new MaskNetwork.Convolve(new Convolution(width, 1, 1, 1, 1, new float[width], bias), false))));
    }
}
