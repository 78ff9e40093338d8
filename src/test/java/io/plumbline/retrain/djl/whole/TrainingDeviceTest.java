package io.plumbline.retrain.djl.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingDeviceTest {
    @Test
    void a_gpu_that_pytorch_was_not_built_for_is_told_with_what_was_found_and_what_to_do() {
        // Given
        assumeThat(System.getenv("PYTORCH_LIBRARY_PATH"))
                .as("another PyTorch than the packaged one")
                .isNull();
        // When, Then
        assertThatThrownBy(() -> TrainingDevice.of("gpu"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "plumbline.training.device is gpu, but PyTorch 2.",
                        "there is no libtorch_cuda",
                        "PYTORCH_LIBRARY_PATH",
                        "PYTORCH_FLAVOR=cu128",
                        "plumbline.training.device=cpu");
    }

    @Test
    void a_card_that_is_not_seen_is_told_otherwise_and_so_is_a_driver_that_is_not_there() {
        assertThat(TrainingDevice.missing("2.7.1", Path.of("/opt/torch/lib"), true))
                .contains("PyTorch 2.7.1 in /opt/torch/lib sees no card", "nvidia-smi")
                .doesNotContain("PYTORCH_LIBRARY_PATH");
        assertThat(TrainingDevice.unloadable(new EngineException(
                        "Failed to load PyTorch native library",
                        new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file"))))
                .contains("does not load: libcuda.so.1: cannot open shared object file. libcuda.so.1 belongs to");
    }

    @Test
    void there_is_the_cpu_and_no_other() {
        assertThat(TrainingDevice.of("cpu")).isEqualTo(Device.cpu());
        assertThatThrownBy(() -> TrainingDevice.of("tpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plumbline.training.device is 'tpu'; it can be cpu or gpu.");
    }
}
