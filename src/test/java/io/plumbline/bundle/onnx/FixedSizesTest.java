package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.plumbline.kernel.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A graph that halves a picture and scales it back to the size of what it began with, as PyTorch writes that. */
class FixedSizesTest {
    private static final Port INPUT = Port.of("x", 3, 8, 6);
    private static final Port OUTPUT = Port.of("y", 3, 8, 6);

    @Test
    void sizes_that_are_read_off_shapes_become_constants() {
        // Given
        byte[] computed = graph(List.of(
                Nodes.node("Shape", "", "shape", "x").build(),
                Nodes.node("Slice", "", "sides", "shape", "two", "four").build(),
                Nodes.node("Concat", "", "sizes", "ones", "sides")
                        .addAttribute(Nodes.number("axis", 0))
                        .build()));
        assertThatThrownBy(() -> OnnxCheck.check(computed, INPUT, OUTPUT))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("'sizes'");
        // When
        byte[] fixed = FixedSizes.of(computed, INPUT);
        // Then it is harmless, without what computed them, for one picture at a time, and gives the same
        assertThatCode(() -> OnnxCheck.check(fixed, INPUT, OUTPUT)).doesNotThrowAnyException();
        assertThat(OnnxCheck.parse(fixed).getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("MaxPool", "Resize");
        float[] picture = new float[INPUT.size()];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = i % 7;
        }
        assertThat(run(fixed, picture)).isEqualTo(run(computed, picture));
        assertThat(FixedSizes.of(fixed, INPUT)).isSameAs(fixed);
    }

    @Test
    void what_an_operator_that_is_not_allowed_makes_of_shapes_becomes_a_constant_too() {
        // Given a token put to each picture, as a vision transformer has one, and weights that are all alike
        byte[] theirs = joined(
                Nodes.node("Shape", "", "shape", "x").build(),
                Nodes.node("Slice", "", "n", "shape", "zero", "one").build(),
                Nodes.node("Concat", "", "sides", "n", "one", "eight", "six")
                        .addAttribute(Nodes.number("axis", 0))
                        .build(),
                Nodes.node("Expand", "", "token", "value", "sides").build());
        assertThatThrownBy(() -> OnnxCheck.check(theirs, INPUT, Port.of("y", 4, 8, 6)))
                .hasMessageContaining("'Expand'");
        byte[] ofConstants =
                joined(Nodes.node("ConstantOfShape", "", "token", "alike").build());
        // When
        byte[] fixed = FixedSizes.of(theirs, INPUT);
        byte[] free = FixedSizes.of(ofConstants, INPUT);
        // Then
        for (byte[] each : List.of(fixed, free)) {
            assertThatCode(() -> OnnxCheck.check(each, INPUT, Port.of("y", 4, 8, 6)))
                    .doesNotThrowAnyException();
            GraphProto graph = OnnxCheck.parse(each).getGraph();
            assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).containsExactly("Concat");
            assertThat(graph.getInitializerList())
                    .extracting(TensorProto::getName)
                    .contains("token");
            assertThat(run(each, new float[INPUT.size()])).hasSize(4 * 8 * 6);
        }
        assertThat(OnnxCheck.parse(fixed).getGraph().getInitializerList())
                .as("what only it was made of goes")
                .extracting(TensorProto::getName)
                .doesNotContain("eight", "value");
        // And what depends on no shape leaves the batch free
        assertThat(batch(fixed)).isOne();
        assertThat(batch(free)).isZero();
    }

    private static long batch(byte[] onnx) {
        return OnnxCheck.parse(onnx)
                .getGraph()
                .getInput(0)
                .getType()
                .getTensorType()
                .getShape()
                .getDim(0)
                .getDimValue();
    }

    private static byte[] joined(NodeProto... token) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("joined")
                .addInput(Tensors.value("x", 3, 8, 6))
                .addOutput(Tensors.value("y", 4, 8, 6))
                .addInitializer(Tensors.longs("zero", 0))
                .addInitializer(Tensors.longs("one", 1))
                .addInitializer(Tensors.longs("eight", 8))
                .addInitializer(Tensors.longs("six", 6))
                .addInitializer(Tensors.longs("alike", 1, 1, 8, 6))
                .addInitializer(Tensors.floats("value", new float[] {7}, 1, 1, 1, 1))
                .addAllNode(List.of(token))
                .addNode(Nodes.node("Concat", "", "y", "x", "token").addAttribute(Nodes.number("axis", 1)));
        return model(graph);
    }

    @Test
    void sizes_that_depend_on_what_a_picture_shows_stay_and_are_refused() {
        // Given
        byte[] computed = graph(List.of(
                Nodes.node("ReduceMax", "", "most", "x").build(),
                Nodes.node("Cast", "", "whole", "most")
                        .addAttribute(Nodes.number("to", DataType.INT64.getNumber()))
                        .build(),
                Nodes.node("Add", "", "sizes", "whole", "four").build()));
        // When, Then
        assertThat(FixedSizes.of(computed, INPUT)).isSameAs(computed);
        assertThatThrownBy(() -> OnnxCheck.check(computed, INPUT, OUTPUT)).hasMessageContaining("'sizes'");
    }

    private static float[] run(byte[] onnx, float[] picture) {
        try (OnnxRunner runner = new OnnxRunner(onnx, INPUT, "y")) {
            return runner.run(new float[][] {picture})[0];
        }
    }

    private static byte[] graph(List<NodeProto> sizes) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("scaled")
                .addInput(Tensors.value("x", 3, 8, 6))
                .addOutput(Tensors.value("y", 3, 8, 6))
                .addInitializer(Tensors.longs("two", 2))
                .addInitializer(Tensors.longs("four", 4))
                .addInitializer(Tensors.longs("ones", 1, 3))
                .addNode(Nodes.node("MaxPool", "", "half", "x")
                        .addAttribute(Nodes.ints("kernel_shape", 2, 2))
                        .addAttribute(Nodes.ints("strides", 2, 2)))
                .addAllNode(sizes)
                .addNode(Nodes.node("Resize", "", "y", "half", "", "", "sizes")
                        .addAttribute(Nodes.text("mode", "linear")));
        return model(graph);
    }

    private static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
