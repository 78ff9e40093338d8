package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.kernel.Rejection;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OnnxGraphsTest {
    private static final byte[] ONNX = OnnxWriter.write(SmallBundles.network());
    private static final float[][] INPUTS = SmallBundles.inputs(100, 3);

    @Test
    void the_backbone_and_the_head_are_the_whole() {
        // Given
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(ONNX);
        // When
        float[][] logits = OnnxGraphs.head(ONNX).apply(run(backbone.onnx(), backbone.output()));
        // Then
        assertThat(backbone.features()).isEqualTo(6);
        assertClose(logits, run(ONNX, OnnxWriter.OUTPUT));
    }

    @Test
    void a_new_head_gives_what_djl_computes() {
        // Given
        Head head = randomHead(3, 6);
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(ONNX);
        float[][] expected = inDjl(run(backbone.onnx(), backbone.output()), head);
        // When
        byte[] swapped = OnnxGraphs.withHead(ONNX, head);
        // Then
        assertClose(run(swapped, OnnxWriter.OUTPUT), expected);
    }

    @Test
    void all_else_stays_as_it_is() {
        // Given
        GraphProto before = OnnxCheck.parse(ONNX).getGraph();
        // When
        GraphProto after =
                OnnxCheck.parse(OnnxGraphs.withHead(ONNX, randomHead(3, 6))).getGraph();
        // Then
        assertThat(after.getNodeList()).isEqualTo(before.getNodeList());
        int shared = before.getInitializerCount() - 2;
        assertThat(after.getInitializerList().subList(0, shared))
                .isEqualTo(before.getInitializerList().subList(0, shared));
        assertThat(after.getInitializerList().subList(shared, shared + 2))
                .isNotEqualTo(before.getInitializerList().subList(shared, shared + 2));
    }

    @Test
    void a_head_may_have_another_number_of_classes() {
        // Given
        Head five = randomHead(5, 6);
        // When
        float[][] logits = run(OnnxGraphs.withHead(ONNX, five), OnnxWriter.OUTPUT);
        // Then
        assertThat(logits[0]).hasSize(5);
    }

    @Test
    void a_matmul_with_an_add_is_a_head_too() {
        // Given
        byte[] other = asMatMul(ONNX);
        Head head = randomHead(3, 6);
        // When
        byte[] swapped = OnnxGraphs.withHead(other, head);
        // Then
        assertClose(run(other, OnnxWriter.OUTPUT), run(ONNX, OnnxWriter.OUTPUT));
        assertClose(run(swapped, OnnxWriter.OUTPUT), run(OnnxGraphs.withHead(ONNX, head), OnnxWriter.OUTPUT));
        assertThat(OnnxGraphs.backbone(other).features()).isEqualTo(6);
    }

    @Test
    void factors_of_the_old_head_do_not_touch_the_new_one() {
        // Given
        ModelProto.Builder model = OnnxCheck.parse(ONNX).toBuilder();
        int last = model.getGraph().getNodeCount() - 1;
        model.getGraphBuilder()
                .getNodeBuilder(last)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("alpha")
                        .setF(3)
                        .setType(AttributeProto.AttributeType.FLOAT));
        byte[] scaled = model.build().toByteArray();
        // When
        Head head = OnnxGraphs.head(scaled);
        // Then
        assertThat(head.weight()[1][2]).isEqualTo(3 * OnnxGraphs.head(ONNX).weight()[1][2]);
        assertClose(run(OnnxGraphs.withHead(scaled, head), OnnxWriter.OUTPUT), run(scaled, OnnxWriter.OUTPUT));
    }

    @Test
    void a_graph_that_does_not_end_with_a_linear_layer_is_refused() {
        // Given
        ModelProto.Builder model = OnnxCheck.parse(ONNX).toBuilder();
        model.getGraphBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Relu")
                        .addInput(OnnxWriter.OUTPUT)
                        .addOutput("p"))
                .setOutput(0, Tensors.value("p", 3));
        byte[] relu = model.build().toByteArray();
        // When / Then
        assertThatThrownBy(() -> OnnxGraphs.backbone(relu))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("Relu")
                .hasMessageContaining("'head' (Gemm)");
        assertThatThrownBy(() -> OnnxGraphs.withHead(ONNX, randomHead(3, 7)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] asMatMul(byte[] onnx) {
        ModelProto.Builder model = OnnxCheck.parse(onnx).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        Head head = OnnxGraphs.head(onnx);
        float[] turned = new float[head.classes() * head.features()];
        for (int f = 0; f < head.features(); f++) {
            for (int c = 0; c < head.classes(); c++) {
                turned[f * head.classes() + c] = head.weight()[c][f];
            }
        }
        int weight = graph.getInitializerCount() - 2;
        graph.setInitializer(weight, Tensors.floats("head.weight", turned, head.features(), head.classes()));
        graph.setNode(
                graph.getNodeCount() - 1,
                NodeProto.newBuilder()
                        .setOpType("MatMul")
                        .addInput("features")
                        .addInput("head.weight")
                        .addOutput("product"));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("product")
                .addInput("head.bias")
                .addOutput(OnnxWriter.OUTPUT));
        return model.build().toByteArray();
    }

    private static Head randomHead(int classes, int features) {
        SplittableRandom random = new SplittableRandom(11);
        float[][] weight = new float[classes][];
        for (int c = 0; c < classes; c++) {
            weight[c] = SmallBundles.values(random, features);
        }
        return new Head(weight, SmallBundles.values(random, classes));
    }

    /** The oracle: DJL's PyTorch engine. */
    private static float[][] inDjl(float[][] features, Head head) {
        DjlSettings.apply();
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
            NDArray x = manager.create(Tensors.flat(features), new Shape(features.length, head.features()));
            NDArray w = manager.create(Tensors.flat(head.weight()), new Shape(head.classes(), head.features()));
            float[] flat =
                    x.matMul(w.transpose()).add(manager.create(head.bias())).toFloatArray();
            float[][] rows = new float[features.length][head.classes()];
            for (int i = 0; i < flat.length; i++) {
                rows[i / head.classes()][i % head.classes()] = flat[i];
            }
            return rows;
        }
    }

    private static float[][] run(byte[] onnx, String output) {
        try (OnnxRunner runner =
                new OnnxRunner(onnx, SmallBundles.definition().input().port(), output)) {
            return runner.run(INPUTS);
        }
    }

    private static void assertClose(float[][] actual, float[][] expected) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < actual.length; i++) {
            for (int c = 0; c < actual[i].length; c++) {
                assertThat(actual[i][c]).as("[%d][%d]", i, c).isCloseTo(expected[i][c], within(1e-4f));
            }
        }
    }
}
