package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainDemoModelTest {
    @Test
    void wrong_options_end_with_status_2() throws IOException {
        assertThat(TrainDemoModel.run(List.of())).isEqualTo(2);
        assertThat(TrainDemoModel.run(List.of("--data"))).isEqualTo(2);
        assertThat(TrainDemoModel.run(List.of("--data", "x"))).isEqualTo(2);
        assertThat(TrainDemoModel.run(List.of("--data", "x", "--out", "y", "--speed", "9")))
                .isEqualTo(2);
        assertThat(TrainDemoModel.run(List.of("--data", "x", "--out", "y", "--epochs", "many")))
                .isEqualTo(2);
    }

    @Test
    void a_missing_data_set_is_named(@TempDir Path folder) {
        // Given
        List<String> options = List.of(
                "--data", folder.toString(), "--out", folder.resolve("out.zip").toString());
        // When / Then
        assertThatThrownBy(() -> TrainDemoModel.run(options))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("train-images-idx3-ubyte.gz");
    }
}
