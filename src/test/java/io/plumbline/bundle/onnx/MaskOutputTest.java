package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.bundle.onnx.MaskOutput.Mask;
import io.plumbline.kernel.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segmenters whose outputs are the colours of a picture, or the mean of each four pixels of them. */
class MaskOutputTest {
    private static final Port INPUT = Port.of("x", 3, 8, 6);
    private static final Port MASK = Port.of("", 1, 8, 6);
    private static final Port LAST = Port.of("", 8, 6, 1);

    @ParameterizedTest
    @CsvSource({"8, false", "12, false", "13, false", "18, true"})
    void one_of_several_channels_is_given_as_a_probability(int opset, boolean last) {
        // Given three channels of logits, in front or behind
        byte[] theirs = segmenter(opset, false, last ? new long[] {0, 2, 3, 1} : new long[] {0, 1, 2, 3});
        float[] picture = picture();
        // When
        Mask mask = MaskOutput.of(theirs, "y", INPUT, MASK, 2, false);
        Mask given = MaskOutput.of(theirs, "y", INPUT, LAST, 2, true);
        // Then
        OnnxCheck.check(mask.onnx(), INPUT, Port.of(mask.name(), 1, 8, 6));
        OnnxCheck.check(given.onnx(), INPUT, Port.of(given.name(), 8, 6, 1));
        assertThat(mask.probabilities()).isTrue();
        float[] actual = run(mask, picture);
        float[] plain = run(given, picture);
        int plane = 8 * 6;
        for (int i = 0; i < plane; i++) {
            double sum = Math.exp(picture[i]) + Math.exp(picture[plane + i]) + Math.exp(picture[2 * plane + i]);
            assertThat((double) actual[i]).isCloseTo(Math.exp(picture[2 * plane + i]) / sum, within(1e-5));
            assertThat(plain[i]).isEqualTo(picture[2 * plane + i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"8", "9", "10", "11", "13", "18"})
    void a_smaller_mask_is_scaled_to_the_picture_whatever_the_version(int opset) {
        // Given a picture that becomes brighter from left to right, and a mask of half its size
        byte[] theirs = segmenter(opset, true, 0, 1, 2, 3);
        float[] ramp = new float[INPUT.size()];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 6;
        }
        // When
        Mask mask = MaskOutput.of(theirs, "y", INPUT, MASK, 1, true);
        // Then it is as large, and as bright on the whole
        OnnxCheck.check(mask.onnx(), INPUT, Port.of(mask.name(), 1, 8, 6));
        float[] given = run(mask, ramp);
        assertThat(given).hasSize(8 * 6);
        for (int i = 0; i < given.length; i++) {
            assertThat(given[i]).isCloseTo(i % 6, within(1f));
        }
    }

    @Test
    void what_is_one_mask_stays_as_it_is_and_one_without_channels_gets_one() {
        // Given
        ModelProto.Builder model = OnnxCheck.parse(segmenter(13, false, 0, 1, 2, 3)).toBuilder();
        model.getGraphBuilder()
                .addInitializer(Tensors.longs("first", 0))
                .addInitializer(Tensors.longs("one", 1))
                .addNode(Nodes.node("Gather", "", "one channel", "y", "first").addAttribute(Nodes.number("axis", 1)))
                .addNode(Nodes.node("Squeeze", "", "none", "one channel", "one"))
                .addOutput(Tensors.value("one channel", 1, 8, 6))
                .addOutput(Tensors.value("none", 8, 6));
        byte[] theirs = model.build().toByteArray();
        float[] picture = picture();
        // When
        Mask one = MaskOutput.of(theirs, "one channel", INPUT, MASK, -1, false);
        Mask none = MaskOutput.of(theirs, "none", INPUT, MASK, -1, false);
        // Then
        assertThat(one.name()).isEqualTo("one channel");
        assertThat(one.probabilities()).isFalse();
        assertThat(run(one, picture)).isEqualTo(java.util.Arrays.copyOf(picture, 8 * 6));
        assertThat(run(none, picture)).isEqualTo(run(one, picture));
        assertThat(none.probabilities()).isFalse();
        OnnxCheck.check(none.onnx(), INPUT, Port.of(none.name(), 1, 8, 6));
    }

    @Test
    void of_the_class_of_each_pixel_it_is_told_whether_it_is_one() {
        // Given
        ModelProto.Builder model = OnnxCheck.parse(segmenter(13, false, 0, 1, 2, 3)).toBuilder();
        model.getGraphBuilder()
                .addNode(Nodes.node("ArgMax", "", "class", "y")
                        .addAttribute(Nodes.number("axis", 1))
                        .addAttribute(Nodes.number("keepdims", 0)))
                .addOutput(ValueInfoProto.newBuilder().setName("class"));
        model.getGraphBuilder()
                .getOutputBuilder(1)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(TensorProto.DataType.INT64.getNumber());
        byte[] theirs = model.build().toByteArray();
        float[] picture = picture();
        // When
        Mask mask = MaskOutput.of(theirs, "class", INPUT, MASK, 1, false);
        // Then
        OnnxCheck.check(mask.onnx(), INPUT, Port.of(mask.name(), 1, 8, 6));
        assertThat(mask.probabilities()).isTrue();
        float[] is = run(mask, picture);
        int plane = 8 * 6;
        for (int i = 0; i < plane; i++) {
            float second = picture[plane + i];
            assertThat(is[i]).isEqualTo(second > picture[i] && second >= picture[2 * plane + i] ? 1f : 0f);
        }
        assertThatThrownBy(() -> MaskOutput.of(theirs, "class", INPUT, MASK, -1, false))
                .hasMessageContaining("Output 'class' has values of type INT64")
                .hasMessageContaining("--channel");
    }

    @Test
    void what_is_not_said_or_is_no_mask_is_named() {
        // Given
        byte[] theirs = segmenter(13, false, 0, 1, 2, 3);
        // When, Then
        assertThatThrownBy(() -> MaskOutput.of(theirs, "y", INPUT, MASK, -1, true))
                .isInstanceOf(Rejection.class)
                .hasMessage("Output 'y' has 3 channels: say which is the mask, counted from 0, such as --channel 1.");
        assertThatThrownBy(() -> MaskOutput.of(theirs, "y", INPUT, MASK, 3, true))
                .hasMessage("Output 'y' has no channel 3, the last is 2.");
        assertThatThrownBy(() -> MaskOutput.of(theirs, "z", INPUT, MASK, 0, true))
                .hasMessageContaining("no output 'z', but [y]");
    }

    private static float[] picture() {
        float[] picture = new float[INPUT.size()];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (i * 7) % 11 - 5;
        }
        return picture;
    }

    private static float[] run(Mask mask, float[] picture) {
        try (OnnxRunner runner = new OnnxRunner(mask.onnx(), INPUT, mask.name())) {
            return runner.run(new float[][] {picture})[0];
        }
    }

    private static byte[] segmenter(int opset, boolean halved, long... order) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("segmenter")
                .addInput(Tensors.value("x", 3, 8, 6))
                .addNode(Nodes.node("AveragePool", "", "mean", "x")
                        .addAttribute(Nodes.ints("kernel_shape", halved ? 2 : 1, halved ? 2 : 1))
                        .addAttribute(Nodes.ints("strides", halved ? 2 : 1, halved ? 2 : 1)))
                .addNode(Nodes.node("Transpose", "", "y", "mean").addAttribute(Nodes.ints("perm", order)))
                .addOutput(Tensors.value("y"));
        graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        return ModelProto.newBuilder()
                .setIrVersion(6)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
