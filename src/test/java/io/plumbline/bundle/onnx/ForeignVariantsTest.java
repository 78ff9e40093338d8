package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.bundle.SmallBundles;
import io.plumbline.bundle.onnx.TorchExport.End;
import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignVariantsTest {
    private static final int SIDE = 32;
    private static final Port INPUT = Port.of(TorchExport.INPUT, 3, SIDE, SIDE);
    private static final byte[] PLAIN = TorchExport.classifier(SIDE);

    @TempDir
    Path folder;

    static Stream<Arguments> variants() {
        return Stream.of(
                Arguments.of("as PyTorch writes it", PLAIN, 1f, 1e-4f),
                Arguments.of("16-bit floats all through", TorchExport.halves(PLAIN), 1f, 2e-2f),
                Arguments.of("16-bit floats inside", TorchExport.halvesInside(PLAIN), 1f, 2e-2f),
                Arguments.of("an input of bytes", TorchExport.ofBytes(PLAIN), 255f, 1e-4f),
                Arguments.of(
                        "an output of four dimensions",
                        TorchExport.classifier(SIDE, End.CONVOLUTION_LEFT_AS_IT_IS),
                        1f,
                        1e-4f));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void a_variant_is_taken_in_cut_and_gets_a_new_head(String name, byte[] theirs, float scale, float off)
            throws IOException {
        // Given
        float[][] fractions = bytes(40, 1 / 255f);
        float[][] inputs = bytes(40, scale / 255f);
        Path file = folder.resolve("model.onnx");
        Files.write(file, theirs);
        Head head = head(4);
        // When
        byte[] ours = OnnxGraphs.flat(OnnxImport.read(file), INPUT, 4);
        // Then its weights are constants
        assertThat(OnnxCheck.parse(ours).getGraph().getInputCount()).isEqualTo(1);
        // And its backbone gives what that of the plain one gives
        OnnxGraphs.Backbone plain = OnnxGraphs.backbone(PLAIN);
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(ours);
        float[][] features = run(backbone.onnx(), backbone.output(), inputs);
        assertClose(features, run(plain.onnx(), plain.output(), fractions), off);
        // And with a new head in place it is a model that can be delivered, in each kind of weights
        for (Weights weights : Weights.values()) {
            byte[] made = weights.compress(OnnxGraphs.withHead(weights.compress(ours), head));
            String output = OnnxGraphs.output(made).name();
            OnnxCheck.check(made, INPUT, Port.of(output, 4));
            OnnxGraphs.Backbone kept = OnnxGraphs.backbone(weights.compress(ours));
            float[][] kepts = run(kept.onnx(), kept.output(), inputs);
            assertClose(run(made, output, inputs), head.apply(kepts), weights == Weights.FP32 ? 1e-3f : 0.2f);
        }
    }

    @Test
    void bytes_are_what_they_were_though_they_come_as_floats() throws IOException {
        // Given all bytes, each as v / 255 divided by 1 / 255
        Path file = folder.resolve("model.onnx");
        Files.write(file, TorchExport.ofBytes(PLAIN));
        float[] input = new float[INPUT.size()];
        float[] fractions = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = ((i % 256) / 255f - 0f) / (1 / 255f);
            fractions[i] = (i % 256) * (1 / 255f);
        }
        // When
        byte[] ours = OnnxImport.read(file);
        // Then
        assertClose(
                run(ours, TorchExport.OUTPUT, new float[][] {input}),
                run(PLAIN, TorchExport.OUTPUT, new float[][] {fractions}),
                1e-5f);
    }

    @Test
    void colours_are_turned_for_a_network_that_takes_blue_first() {
        // Given pictures, and the same with red and blue changed over
        float[][] inputs = bytes(3, 1 / 255f);
        float[][] changed = new float[inputs.length][];
        int plane = SIDE * SIDE;
        for (int i = 0; i < inputs.length; i++) {
            changed[i] = inputs[i].clone();
            System.arraycopy(inputs[i], 0, changed[i], 2 * plane, plane);
            System.arraycopy(inputs[i], 2 * plane, changed[i], 0, plane);
        }
        // When
        byte[] turned = OnnxGraphs.turned(PLAIN, INPUT, 1);
        // Then
        OnnxCheck.check(turned, INPUT, Port.of(TorchExport.OUTPUT, TorchExport.CLASSES));
        assertClose(run(turned, TorchExport.OUTPUT, changed), run(PLAIN, TorchExport.OUTPUT, inputs), 1e-5f);
    }

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"GEMM", "TWO_OUTPUTS"},
            mode = EnumSource.Mode.EXCLUDE)
    void what_does_not_end_in_a_layer_that_can_be_changed_is_cut_in_front_of_it(End end) {
        // Given
        byte[] theirs = TorchExport.classifier(SIDE, end);
        Head head = head(3);
        float[][] inputs = bytes(4, 1 / 255f);
        // When
        byte[] ours = OnnxGraphs.withHead(OnnxGraphs.flat(theirs, INPUT, 3), head);
        // Then
        OnnxCheck.check(ours, INPUT, Port.of(OnnxWriter.OUTPUT, 3));
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(ours);
        assertThat(backbone.features()).isEqualTo(TorchExport.FEATURES);
        float[][] features = run(backbone.onnx(), backbone.output(), inputs);
        assertClose(run(ours, OnnxWriter.OUTPUT, inputs), head.apply(features), 1e-4f);
        OnnxGraphs.Backbone plain = OnnxGraphs.backbone(PLAIN);
        assertClose(features, run(plain.onnx(), plain.output(), inputs), 1e-4f);
    }

    @Test
    void what_has_several_outputs_says_which_node_to_name_and_that_one_does() {
        // Given
        byte[] theirs = TorchExport.classifier(SIDE, End.TWO_OUTPUTS);
        // When / Then
        assertThatThrownBy(() -> OnnxGraphs.flat(theirs, INPUT, 3))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("it has 2 outputs")
                .hasMessageContaining("Name the node to cut at")
                .hasMessageContaining("'Gemm_11'");
        byte[] cut = OnnxGraphs.cutAt(theirs, "Gemm_11", INPUT, 3);
        OnnxCheck.check(cut, INPUT, Port.of(OnnxWriter.OUTPUT, 3));
        assertThat(OnnxGraphs.head(cut).features()).isEqualTo(TorchExport.FEATURES);
    }

    private static Head head(int classes) {
        SplittableRandom random = new SplittableRandom(11);
        float[][] weight = new float[classes][];
        for (int c = 0; c < classes; c++) {
            weight[c] = SmallBundles.values(random, TorchExport.FEATURES);
        }
        return new Head(weight, SmallBundles.values(random, classes));
    }

    /** Whole numbers from 0 to 255 times a factor. */
    private static float[][] bytes(int n, float factor) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] inputs = new float[n][INPUT.size()];
        for (float[] input : inputs) {
            for (int i = 0; i < input.length; i++) {
                input[i] = random.nextInt(256) * factor;
            }
        }
        return inputs;
    }

    private static float[][] run(byte[] onnx, String output, float[][] inputs) {
        try (OnnxRunner runner = new OnnxRunner(onnx, INPUT, output)) {
            return runner.run(inputs);
        }
    }

    /** @param off share of the greatest value, or of 1 */
    private static void assertClose(float[][] actual, float[][] expected, float off) {
        float greatest = 1;
        for (float[] row : expected) {
            for (float value : row) {
                greatest = Math.max(greatest, Math.abs(value));
            }
        }
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < actual.length; i++) {
            for (int c = 0; c < actual[i].length; c++) {
                assertThat(actual[i][c]).as("[%d][%d]", i, c).isCloseTo(expected[i][c], within(off * greatest));
            }
        }
    }
}
