package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.bundle.GoldenCheck.Report;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class GoldenCheckTest {
    @Test
    void a_good_bundle_gives_its_golden_outputs_in_both() {
        // Given
        Bundle bundle = SmallBundles.bundle();
        // When
        Report report = GoldenCheck.check(bundle);
        // Then
        assertThat(report.passed()).as(report.sentence()).isTrue();
        assertThat(report.cases()).isEqualTo(2);
        assertThat(Math.max(report.runtime(), report.djl())).isLessThanOrEqualTo(Golden.TOLERANCE);
    }

    @Test
    void other_weights_than_those_promised_are_found_out() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        Head head = OnnxGraphs.head(files.get(Bundles.ONNX));
        files.put(Bundles.ONNX, OnnxGraphs.withHead(files.get(Bundles.ONNX), head.cooled(1.01)));
        // When
        Report report = GoldenCheck.check(Bundles.read(Bundles.zip(files)));
        // Then
        assertThat(report.passed()).isFalse();
        assertThat(report.djl()).isGreaterThan(Golden.TOLERANCE);
        assertThat(report.runtime()).isEqualTo(report.djl());
    }

    @Test
    void a_graph_that_does_not_load_is_a_verdict_and_no_failure() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        ModelProto.Builder model = SmallBundles.parse(files.get(Bundles.ONNX)).toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setInput(1, "conv0.bias");
        files.put(Bundles.ONNX, model.build().toByteArray());
        // When
        Report report = GoldenCheck.check(Bundles.read(Bundles.zip(files)));
        // Then
        assertThat(report.passed()).isFalse();
        assertThat(report.sentence()).contains("ONNX Runtime");
    }

    @Test
    void what_is_not_a_number_is_infinitely_wrong() {
        // Given
        Golden golden = new Golden(new float[][] {{1}}, new float[][] {{1, 2}});
        // When
        double nan = golden.greatestDifference(new float[][] {{1, Float.NaN}});
        double shape = golden.greatestDifference(new float[][] {{1}});
        double close = golden.greatestDifference(new float[][] {{1, 2.5f}});
        // Then
        assertThat(nan).isInfinite();
        assertThat(shape).isInfinite();
        assertThat(close).isEqualTo(0.25);
    }
}
