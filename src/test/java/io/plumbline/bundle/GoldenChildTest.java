package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.plumbline.bundle.GoldenCheck.Report;
import io.plumbline.kernel.Rejection;
import io.plumbline.testing.Await;
import io.plumbline.testing.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that pass every check and mean harm nevertheless: they end their own process. */
class GoldenChildTest {
    private static final long MEMORY = 600L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path work;

    @AfterEach
    void nothingIsLeft() {
        assertThat(children()).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void a_good_bundle_gives_the_same_report_as_here() {
        // Given
        Bundle bundle = SmallBundles.bundle();
        // When
        long start = System.nanoTime();
        Report report = child(PATIENCE).check(bundle);
        System.out.printf("Golden cases in a process of their own: %,d ms%n", (System.nanoTime() - start) / 1_000_000);
        // Then
        assertThat(report).isEqualTo(GoldenCheck.check(bundle));
        assertThat(report.passed()).isTrue();
    }

    @Test
    void a_graph_that_does_not_load_is_a_verdict_and_no_refusal() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        ModelProto.Builder model = SmallBundles.parse(files.get(Bundles.ONNX)).toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setInput(1, "conv0.bias");
        files.put(Bundles.ONNX, model.build().toByteArray());
        // When
        Report report = child(PATIENCE).check(Bundles.read(Bundles.zip(files)));
        // Then
        assertThat(report.passed()).isFalse();
        assertThat(report.runtime()).isInfinite();
        assertThat(report.sentence()).contains("ONNX Runtime");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_graph_that_grows_without_end_is_refused_with_the_memory_that_it_may_take() {
        Rejection refused =
                catchThrowableOfType(Rejection.class, () -> child(PATIENCE).check(doubled(24, 0)));
        assertThat(refused.code()).isEqualTo("bundle-too-hungry");
        assertThat(refused.detail()).contains("600 MiB", "plumbline.upload.memory");
    }

    @Test
    void a_graph_that_computes_for_ever_is_refused_with_the_time_that_it_may_take() {
        Rejection refused = catchThrowableOfType(
                Rejection.class, () -> child(Duration.ofSeconds(4)).check(doubled(17, 4_000)));
        assertThat(refused.code()).isEqualTo("bundle-too-slow");
        assertThat(refused.detail()).contains("within 4 s", "plumbline.upload.timeout");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_graph_that_crashes_its_process_is_refused_with_the_signal() throws Exception {
        // Given one that runs for as long as the test takes
        CompletableFuture<Report> check =
                CompletableFuture.supplyAsync(() -> child(PATIENCE).check(doubled(17, 4_000)));
        Await.until("a process of its own", PATIENCE, () -> !children().isEmpty());
        // When it crashes as native code does
        Signals.send("KILL", children());
        // Then
        ExecutionException end = catchThrowableOfType(ExecutionException.class, check::get);
        assertThat(end.getCause()).isInstanceOfSatisfying(Rejection.class, refused -> {
            assertThat(refused.code()).isEqualTo("bundle-crashes");
            assertThat(refused.detail()).contains("signal 9");
        });
    }

    private GoldenChild child(Duration patience) {
        return new GoldenChild(MEMORY, patience, work);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child.pid()).contains(GoldenMain.class.getName()))
                .toList();
    }

    /** All of it: what Java tells ends after a page. */
    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /** A picture put beside itself again and again, something computed of each pixel, and the mean of it all as every logit. */
    private static Bundle doubled(int times, int steps) {
        SortedMap<String, byte[]> files = SmallBundles.files();
        ModelProto.Builder model = SmallBundles.parse(files.get(Bundles.ONNX)).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        String value = graph.getInput(0).getName();
        String logits = graph.getOutput(0).getName();
        graph.clearNode().clearInitializer();
        for (int i = 0; i < times; i++) {
            graph.addNode(concat(List.of(value, value), "twice" + i, 2));
            value = "twice" + i;
        }
        for (int i = 0; i < steps; i++) {
            graph.addNode(node(i % 2 == 0 ? "Sigmoid" : "Tanh", value, "step" + i));
            value = "step" + i;
        }
        graph.addNode(node("GlobalAveragePool", value, "mean"));
        graph.addNode(node("Flatten", "mean", "flat"));
        graph.addNode(concat(List.of("flat", "flat", "flat"), logits, 1));
        files.put(Bundles.ONNX, model.build().toByteArray());
        return Bundles.read(Bundles.zip(files));
    }

    private static NodeProto node(String type, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static NodeProto concat(List<String> inputs, String output, int axis) {
        return NodeProto.newBuilder()
                .setOpType("Concat")
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(axis))
                .build();
    }
}
