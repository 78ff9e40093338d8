package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.retrain.Predictions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weights of a real network, on real pictures that it has never seen. */
class CompressedGarmentsTest {
    private final Bundle garments = DemoData.garments();
    private final IdxPictures fleet = DemoData.fleet();

    @ParameterizedTest
    @CsvSource({"FP16, 0.55, 0.0005", "INT8, 0.30, 0.005"})
    void small_weights_cost_hardly_any_accuracy(Weights weights, double bytes, double points) {
        // Given
        double before = accuracy(garments.onnx());
        // When
        byte[] small = weights.compress(garments.onnx());
        // Then
        double after = accuracy(small);
        System.out.printf(
                "%s: %,d of %,d bytes, accuracy %.4f, before %.4f%n",
                weights, small.length, garments.onnx().length, after, before);
        assertThat((double) small.length / garments.onnx().length).isLessThanOrEqualTo(bytes);
        assertThat(after).isGreaterThanOrEqualTo(before - points);
    }

    private double accuracy(byte[] onnx) {
        try (OnnxRunner runner = new OnnxRunner(
                onnx,
                garments.definition().input().port(),
                garments.definition().output())) {
            return Predictions.of(runner.run(fleet.inputs())).accuracy(fleet.labels());
        }
    }

    /**
     * Processor time of each against float32, on one thread: the median of forty ratios, each of two runs one right after the other.
     * {@code mvn test -Dtest=CompressedGarmentsTest -Dweights.measure=true}.
     */
    @Test
    @EnabledIfSystemProperty(named = "weights.measure", matches = "true")
    void what_each_takes_is_measured() {
        float[][] inputs = java.util.Arrays.copyOf(fleet.inputs(), 1_000);
        try (OnnxRunner whole = runner(garments.onnx())) {
            for (Weights weights : Weights.values()) {
                try (OnnxRunner small = runner(weights.compress(garments.onnx()))) {
                    double[] ratios = new double[40];
                    for (int i = 0; i < ratios.length; i++) {
                        boolean first = i % 2 == 0;
                        double one = nanos(first ? whole : small, inputs);
                        double other = nanos(first ? small : whole, inputs);
                        ratios[i] = first ? other / one : one / other;
                    }
                    java.util.Arrays.sort(ratios);
                    System.out.printf(
                            "%s takes %.3f times what float32 takes (quartiles %.3f to %.3f)%n",
                            weights, (ratios[19] + ratios[20]) / 2, ratios[10], ratios[29]);
                }
            }
        }
    }

    private static double nanos(OnnxRunner runner, float[][] inputs) {
        // Of the processor and not of the clock: the machine's other work is not the model's.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        runner.run(inputs);
        return threads.getCurrentThreadCpuTime() - start;
    }

    private OnnxRunner runner(byte[] onnx) {
        return new OnnxRunner(
                onnx,
                garments.definition().input().port(),
                garments.definition().output());
    }
}
