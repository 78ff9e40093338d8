package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.bundle.onnx.Tensors.Halves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
    @TempDir
    Path folder;

    private static final byte[] NET = OnnxWriter.write(network());
    private static final float[][] INPUTS = SmallBundles.inputs(100, 5);

    @Test
    void halves_are_the_nearest_there_are() {
        // Given: every half there is, and what lies between it and the next
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float half = Halves.toFloat((short) bits);
            float next = Halves.toFloat((short) (bits + 1));
            float middle = (half + next) / 2;
            short even = (short) (bits % 2 == 0 ? bits : bits + 1);
            // When / Then
            assertThat(next).isGreaterThan(half);
            assertThat(Halves.of(half)).isEqualTo((short) bits);
            assertThat(Halves.of(-half)).isEqualTo((short) (bits | 0x8000));
            assertThat(Halves.of(middle)).as("%s", middle).isEqualTo(even);
            assertThat(Halves.of(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Halves.of(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
        assertThat(Halves.toFloat((short) 0x3C00)).isEqualTo(1f);
        assertThat(Halves.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
        assertThat(Halves.toFloat((short) 0x7BFF)).isEqualTo(Halves.GREATEST);
    }

    @Test
    void sixteen_bits_halve_the_file_and_change_no_output_by_more_than_a_thousandth() {
        // When
        byte[] small = Weights.FP16.compress(NET);
        // Then
        assertThat((double) small.length / NET.length).isLessThan(0.57);
        assertThat(greatestDifference(small, NET)).isPositive().isLessThan(3e-3);
    }

    @Test
    void bytes_quarter_the_file_and_change_outputs_by_little() {
        // When
        byte[] small = Weights.INT8.compress(NET);
        // Then
        assertThat((double) small.length / NET.length).isLessThan(0.33);
        assertThat(greatestDifference(small, NET)).isPositive().isLessThan(3e-2);
    }

    @Test
    void what_is_done_with_bytes_is_what_the_formula_says() {
        // Given
        TensorProto weight = initializer(NET, "head.weight");
        float[] before = Tensors.values(weight).orElseThrow();
        // When
        GraphProto small = OnnxCheck.parse(Weights.INT8.compress(NET)).getGraph();
        float[] after = new Constants(small).of("head.weight").orElseThrow().values();
        // Then
        int features = (int) weight.getDims(1);
        for (int c = 0; c < weight.getDims(0); c++) {
            float most = 0;
            for (int f = 0; f < features; f++) {
                most = Math.max(most, Math.abs(before[c * features + f]));
            }
            for (int f = 0; f < features; f++) {
                assertThat(after[c * features + f])
                        .isCloseTo(before[c * features + f], within(most / 127 / 2 * 1.002f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Weights.class,
            names = {"FP16", "INT8"})
    void only_casts_and_products_are_added_and_the_rest_stays_as_it_is(Weights weights) {
        // Given
        GraphProto before = OnnxCheck.parse(NET).getGraph();
        // When
        GraphProto after = OnnxCheck.parse(weights.compress(NET)).getGraph();
        // Then
        int added = after.getNodeCount() - before.getNodeCount();
        assertThat(after.getNodeList().subList(added, after.getNodeCount())).isEqualTo(before.getNodeList());
        assertThat(after.getNodeList().subList(0, added))
                .extracting(NodeProto::getOpType)
                .containsOnly(weights == Weights.FP16 ? new String[] {"Cast"} : new String[] {"Cast", "Mul"});
        OnnxCheck.check(
                weights.compress(NET),
                Port.of(OnnxWriter.INPUT, 1, SmallBundles.SIDE, SmallBundles.SIDE),
                Port.of(OnnxWriter.OUTPUT, 40));
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void onnx_runtime_computes_the_weights_when_it_loads_them_so_that_what_runs_is_the_same(Weights weights)
            throws OrtException, IOException {
        // Given
        Path optimised = folder.resolve("optimised.onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizedModelFilePath(optimised.toString());
            // When
            DjlSettings.runtime().createSession(weights.compress(NET), options).close();
        }
        // Then
        assertThat(OnnxCheck.parse(Files.readAllBytes(optimised)).getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .isNotEmpty()
                .doesNotContain("Cast", "Mul");
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void compressing_twice_is_compressing_once(Weights weights) {
        byte[] once = weights.compress(NET);
        assertThat(weights.compress(once)).isEqualTo(once);
        assertThat(Weights.FP32.compress(once)).isEqualTo(once);
        assertThat(weights.compress(NET)).isEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void a_head_is_read_from_a_compressed_graph_and_exchanged_in_it(Weights weights) {
        // Given
        byte[] small = weights.compress(NET);
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(small);
        // When
        float[][] logits = OnnxGraphs.head(small).apply(run(backbone.onnx(), backbone.output()));
        byte[] swapped = OnnxGraphs.withHead(small, OnnxGraphs.head(NET));
        // Then
        assertClose(logits, run(small, OnnxWriter.OUTPUT), 1e-4f);
        assertThat(initializer(swapped, "head.weight")).isEqualTo(initializer(NET, "head.weight"));
        assertClose(
                run(swapped, OnnxWriter.OUTPUT),
                OnnxGraphs.head(NET).apply(run(backbone.onnx(), backbone.output())),
                1e-4f);
        assertThat(weights.compress(swapped).length).isBetween(small.length - 100, small.length + 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void transposed_convolutions_products_and_constant_nodes_are_compressed_too(int groups) {
        // Given
        byte[] other = others(groups);
        // When
        byte[] small = Weights.INT8.compress(other);
        // Then
        assertThat((double) small.length / other.length).isLessThan(0.4);
        assertThat(OnnxCheck.parse(small).getGraph().getInputCount()).isEqualTo(1);
        assertThat(OnnxCheck.parse(small).getIrVersion()).isEqualTo(4);
        Port input = Port.of("x", 4, 3, 3);
        try (OnnxRunner expected = new OnnxRunner(other, input, "y");
                OnnxRunner actual = new OnnxRunner(small, input, "y")) {
            float[][] inputs = {SmallBundles.values(new SplittableRandom(3), 36)};
            assertClose(actual.run(inputs), expected.run(inputs), 0.1f);
        }
    }

    @Test
    void weights_too_large_or_too_small_for_sixteen_bits_stay_as_they_are() {
        // Given
        float[] large = SmallBundles.values(new SplittableRandom(1), 240);
        large[7] = 1e6f;
        float[] small = new float[40];
        small[3] = 1e-5f;
        Head head = OnnxGraphs.head(NET);
        float[][] weight = head.weight();
        weight[0] = java.util.Arrays.copyOf(large, head.features());
        weight[0][0] = 1e6f;
        // When
        byte[] kept = Weights.INT8.compress(OnnxGraphs.withHead(NET, new Head(weight, small)));
        // Then
        assertThat(initializer(kept, "head.weight").getDataType()).isEqualTo(TensorProto.DataType.FLOAT.getNumber());
        assertThat(initializer(kept, "head.bias").getDataType()).isEqualTo(TensorProto.DataType.FLOAT.getNumber());
    }

    private static CompactNetwork network() {
        SplittableRandom random = new SplittableRandom(9);
        CompactNetwork.Convolution stem = new CompactNetwork.Convolution(
                1, 40, 3, 1, 1, SmallBundles.values(random, 360), SmallBundles.values(random, 40));
        CompactNetwork.Convolution depth = new CompactNetwork.Convolution(
                40, 40, 3, 2, 40, SmallBundles.values(random, 360), SmallBundles.values(random, 40));
        float[] point = SmallBundles.values(random, 40 * 240);
        for (int i = 0; i < point.length; i++) {
            point[i] /= 20;
        }
        CompactNetwork.Convolution points =
                new CompactNetwork.Convolution(40, 240, 1, 1, 1, point, SmallBundles.values(random, 240));
        float[][] weight = new float[40][];
        for (int c = 0; c < weight.length; c++) {
            weight[c] = SmallBundles.values(random, 240);
            for (int f = 0; f < 240; f++) {
                weight[c][f] /= 50;
            }
        }
        return new CompactNetwork(
                1,
                SmallBundles.SIDE,
                SmallBundles.SIDE,
                List.of(stem, depth, points),
                new Head(weight, SmallBundles.values(random, 40)));
    }

    /** As old programs wrote them: constants among the inputs, and in nodes. */
    private static byte[] others(int groups) {
        SplittableRandom random = new SplittableRandom(2);
        GraphProto.Builder graph = GraphProto.newBuilder().setName("others");
        graph.addInput(Tensors.value("x", 4, 3, 3)).addOutput(Tensors.value("y", 60));
        graph.addInput(input("up"));
        int out = 16 / groups;
        graph.addInitializer(Tensors.floats("up", SmallBundles.values(random, 4 * out * 9), 4, out, 3, 3));
        graph.addNode(Nodes.node("ConvTranspose", "", "high", "x", "up").addAttribute(Nodes.number("group", groups)));
        graph.addNode(Nodes.node("GlobalAveragePool", "", "mean", "high"));
        graph.addNode(Nodes.node("Flatten", "", "flat", "mean").addAttribute(Nodes.number("axis", 1)));
        NodeProto.Builder constant = Nodes.node("Constant", "", "w");
        constant.addAttributeBuilder()
                .setName("value")
                .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.TENSOR)
                .setT(Tensors.floats("", SmallBundles.values(random, 16 * 60), 16, 60));
        graph.addNode(constant);
        graph.addNode(Nodes.node("MatMul", "", "product", "flat", "w"));
        graph.addInitializer(Tensors.floats("b", SmallBundles.values(random, 60), 60));
        graph.addInput(input("b"));
        graph.addNode(Nodes.node("Add", "", "y", "product", "b"));
        return ModelProto.newBuilder()
                .setIrVersion(3)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto input(String name) {
        ValueInfoProto.Builder input = Tensors.value(name).toBuilder();
        input.getTypeBuilder().getTensorTypeBuilder().clearShape();
        return input.build();
    }

    private static TensorProto initializer(byte[] onnx, String name) {
        return OnnxCheck.parse(onnx).getGraph().getInitializerList().stream()
                .filter(t -> t.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double greatestDifference(byte[] one, byte[] other) {
        float[][] a = run(one, OnnxWriter.OUTPUT);
        float[][] b = run(other, OnnxWriter.OUTPUT);
        double greatest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int c = 0; c < a[i].length; c++) {
                greatest = Math.max(greatest, Math.abs(a[i][c] - b[i][c]));
            }
        }
        return greatest;
    }

    private static float[][] run(byte[] onnx, String output) {
        Port input = SmallBundles.definition().input().port();
        try (OnnxRunner runner = new OnnxRunner(onnx, input, output)) {
            return runner.run(INPUTS);
        }
    }

    private static void assertClose(float[][] actual, float[][] expected, float tolerance) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < actual.length; i++) {
            for (int c = 0; c < actual[i].length; c++) {
                assertThat(actual[i][c]).as("[%d][%d]", i, c).isCloseTo(expected[i][c], within(tolerance));
            }
        }
    }
}
