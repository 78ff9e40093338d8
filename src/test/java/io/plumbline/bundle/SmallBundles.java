package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A bundle of a few kilobytes with random weights, and its parts, for tests to bend. */
public final class SmallBundles {
    public static final List<String> LABELS = List.of("ant", "bee", "cat");
    public static final int SIDE = 8;

    private static final byte[] ZIP = bundle().bytes();

    private SmallBundles() {}

    /** What is known of a model, as of another model or another version of it. */
    public static ModelDefinition named(ModelDefinition d, String name, String version) {
        return new ModelDefinition(
                name,
                version,
                d.task(),
                d.labels(),
                d.input(),
                d.output(),
                d.temperature(),
                d.abstainThreshold(),
                d.validation());
    }

    public static CompactNetwork network() {
        SplittableRandom random = new SplittableRandom(7);
        Convolution stem = new Convolution(1, 4, 3, 1, 1, values(random, 36), values(random, 4));
        Convolution depth = new Convolution(4, 4, 3, 2, 4, values(random, 36), values(random, 4));
        Convolution point = new Convolution(4, 6, 1, 1, 1, values(random, 24), values(random, 6));
        float[][] weight = {values(random, 6), values(random, 6), values(random, 6)};
        return new CompactNetwork(
                1, SIDE, SIDE, List.of(stem, depth, point), new Head(weight, values(random, LABELS.size())));
    }

    public static ModelDefinition definition() {
        Histogram confidence = new Histogram();
        confidence.add(0.5);
        confidence.add(0.9);
        SortedMap<String, Long> labels = new TreeMap<>();
        labels.put("ant", 1L);
        labels.put("bee", 1L);
        return new ModelDefinition(
                "small",
                "1",
                ModelDefinition.CLASSIFICATION,
                LABELS,
                ModelDefinition.Input.grey(OnnxWriter.INPUT, SIDE, SIDE),
                OnnxWriter.OUTPUT,
                1,
                0.5,
                new Reference(2, 1, confidence, labels));
    }

    public static float[][] inputs(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] inputs = new float[n][];
        for (int i = 0; i < n; i++) {
            inputs[i] = values(random, SIDE * SIDE);
        }
        return inputs;
    }

    public static Bundle bundle() {
        ModelCard card = new ModelCard("Tells nothing apart.", "No data.", "Not calibrated.", List.of("None passed."));
        return BundleBuilder.build(definition(), OnnxWriter.write(network()), inputs(2, 1), card);
    }

    /** The files of the bundle, to be changed and zipped again. */
    public static SortedMap<String, byte[]> files() {
        return new TreeMap<>(Zip.read(ZIP, new Zip.Limits(16, 1 << 20, 1 << 20, 1000)));
    }

    public static ModelProto parse(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("Not an ONNX file", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static float[] values(SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
