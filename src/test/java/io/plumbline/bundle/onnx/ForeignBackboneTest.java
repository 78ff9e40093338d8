package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.bundle.onnx.ForeignGraphs.Ending;
import io.plumbline.kernel.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForeignBackboneTest {
    private static final Port PROBABILITIES = Port.of("Identity:0", ForeignGraphs.CLASSES);
    private static final Set<String> HEADS = Set.of("Gemm", "MatMul", "Add", "Conv");

    @ParameterizedTest
    @EnumSource(Ending.class)
    void the_backbone_and_the_head_are_the_whole_however_it_ends(Ending ending) {
        // Given
        byte[] theirs = ForeignGraphs.of(ending);
        float[][] inputs = inputs(100);
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(theirs);
        // When
        Head head = OnnxGraphs.head(theirs);
        // Then
        OnnxCheck.check(theirs, ForeignGraphs.NCHW, PROBABILITIES);
        assertThat(backbone.features()).isEqualTo(ForeignGraphs.FEATURES);
        float[][] features = run(backbone.onnx(), ForeignGraphs.NCHW, backbone.output(), inputs);
        assertClose(softmax(head.apply(features)), run(theirs, ForeignGraphs.NCHW, "Identity:0", inputs));
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void a_new_head_is_put_in_and_all_else_stays_byte_for_byte(Ending ending) {
        // Given
        byte[] theirs = ForeignGraphs.of(ending);
        float[][] inputs = inputs(100);
        Head head = head(ForeignGraphs.CLASSES);
        // When
        byte[] ours = OnnxGraphs.withHead(theirs, head);
        // Then
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(theirs);
        float[][] features = run(backbone.onnx(), ForeignGraphs.NCHW, backbone.output(), inputs);
        assertClose(run(ours, ForeignGraphs.NCHW, "Identity:0", inputs), softmax(head.apply(features)));
        ModelProto before = OnnxCheck.parse(theirs);
        ModelProto after = OnnxCheck.parse(ours);
        assertThat(after.getOpsetImportList()).isEqualTo(before.getOpsetImportList());
        assertThat(after.getProducerName()).isEqualTo("somebody");
        assertThat(bytes(after.getGraph())).containsAll(bytes(before.getGraph()));
        assertThat(after.getGraph().getInputList()).isEqualTo(before.getGraph().getInputList());
        assertThat(after.getGraph().getOutputList()).isEqualTo(before.getGraph().getOutputList());
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void a_head_of_other_classes_is_put_in(Ending ending) {
        // Given
        Head three = head(3);
        // When
        byte[] ours = OnnxGraphs.withHead(ForeignGraphs.of(ending), three);
        // Then
        OnnxCheck.check(ours, ForeignGraphs.NCHW, Port.of("Identity:0", 3));
        assertThat(run(ours, ForeignGraphs.NCHW, "Identity:0", inputs(2))).hasDimensions(2, 3);
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "true, 1", "false, 1", "false, 4"})
    void channels_may_come_last_and_the_batch_be_fixed(boolean channelsLast, int batch) {
        // Given
        byte[] theirs = ForeignGraphs.of(Ending.MATMUL_AND_ADD, channelsLast, batch);
        byte[] free = ForeignGraphs.of(Ending.MATMUL_AND_ADD, channelsLast, 0);
        Port port = channelsLast ? ForeignGraphs.NHWC : ForeignGraphs.NCHW;
        float[][] inputs = inputs(7);
        // When
        float[][] said = run(theirs, port, "Identity:0", inputs);
        // Then
        assertClose(said, run(free, port, "Identity:0", inputs));
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(theirs);
        assertClose(softmax(OnnxGraphs.head(theirs).apply(run(backbone.onnx(), port, backbone.output(), inputs))), said);
    }

    @ParameterizedTest
    @CsvSource({"Gemm_7, true", "fc, true", "relu, false", "act, false", "squeeze, false", "flat, false"})
    void a_node_is_named_to_cut_at(String node, boolean linear) {
        // Given
        byte[] theirs = ForeignGraphs.of(Ending.GEMM_OF_ROWS);
        float[][] inputs = inputs(3);
        // When
        byte[] cut = OnnxGraphs.cutAt(theirs, node, ForeignGraphs.NCHW, 4);
        // Then
        OnnxCheck.check(cut, ForeignGraphs.NCHW, Port.of(OnnxWriter.OUTPUT, 4));
        assertThat(run(cut, ForeignGraphs.NCHW, OnnxWriter.OUTPUT, inputs)).isDeepEqualTo(new float[3][4]);
        OnnxGraphs.Backbone theirBackbone = OnnxGraphs.backbone(theirs);
        OnnxGraphs.Backbone ourBackbone = OnnxGraphs.backbone(cut);
        assertClose(
                run(ourBackbone.onnx(), ForeignGraphs.NCHW, ourBackbone.output(), inputs),
                run(theirBackbone.onnx(), ForeignGraphs.NCHW, theirBackbone.output(), inputs));
        byte[] trained = OnnxGraphs.withHead(cut, head(4));
        assertThat(run(trained, ForeignGraphs.NCHW, OnnxWriter.OUTPUT, inputs)[0][2]).isNotZero();
        assertThat(OnnxCheck.parse(cut).getGraph().getNodeList())
                .filteredOn(n -> n.getName().equals("Gemm_7"))
                .isEmpty();
    }

    @Test
    void what_cannot_be_cut_says_where_else_to_cut() {
        // Given
        ModelProto.Builder model = OnnxCheck.parse(ForeignGraphs.of(Ending.GEMM_OF_ROWS)).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        int last = graph.getNodeCount() - 1;
        graph.getNodeBuilder(last).setOutput(0, "p");
        graph.addNode(Nodes.node("Relu", "clipped", "Identity:0", "p"));
        byte[] clipped = model.build().toByteArray();
        // When / Then
        assertThatThrownBy(() -> OnnxGraphs.backbone(clipped))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("'Relu' (clipped)")
                .hasMessageContaining("'Gemm_7' (Gemm), 'gap' (GlobalAveragePool)");
        assertThatThrownBy(() -> OnnxGraphs.cutAt(clipped, "nowhere", ForeignGraphs.NCHW, 2))
                .hasMessageContaining("no node 'nowhere'")
                .hasMessageContaining("'Gemm_7'");
        assertThat(OnnxGraphs.head(OnnxGraphs.cutAt(clipped, "Gemm_7", ForeignGraphs.NCHW, 2)).features())
                .isEqualTo(ForeignGraphs.FEATURES);
    }

    private static List<ByteString> bytes(GraphProto graph) {
        List<ByteString> all = new ArrayList<>();
        graph.getNodeList().stream()
                .filter(n -> !isHead(n))
                .forEach(n -> all.add(n.toByteString()));
        graph.getInitializerList().stream()
                .filter(t -> t.getName().startsWith("stem") || t.getName().startsWith("bn"))
                .forEach(t -> all.add(t.toByteString()));
        return all;
    }

    /** The linear layer alone, and constants that it reads. */
    private static boolean isHead(NodeProto node) {
        boolean stem = node.getName().startsWith("stem");
        return (HEADS.contains(node.getOpType()) && !stem) || node.getOpType().equals("Constant");
    }

    private static Head head(int classes) {
        SplittableRandom random = new SplittableRandom(11);
        float[][] weight = new float[classes][];
        for (int c = 0; c < classes; c++) {
            weight[c] = SmallBundles.values(random, ForeignGraphs.FEATURES);
        }
        return new Head(weight, SmallBundles.values(random, classes));
    }

    private static float[][] inputs(int n) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] inputs = new float[n][];
        for (int i = 0; i < n; i++) {
            inputs[i] = SmallBundles.values(random, ForeignGraphs.NCHW.size());
        }
        return inputs;
    }

    private static float[][] softmax(float[][] logits) {
        float[][] all = new float[logits.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = logits[i].clone();
            double sum = 0;
            for (float z : logits[i]) {
                sum += Math.exp(z);
            }
            for (int c = 0; c < all[i].length; c++) {
                all[i][c] = (float) (Math.exp(logits[i][c]) / sum);
            }
        }
        return all;
    }

    private static float[][] run(byte[] onnx, Port input, String output, float[][] inputs) {
        try (OnnxRunner runner = new OnnxRunner(onnx, input, output)) {
            return runner.run(inputs);
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
