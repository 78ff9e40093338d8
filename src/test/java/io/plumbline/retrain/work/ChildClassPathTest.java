package io.plumbline.retrain.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.process.ChildClassPath;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where the class loaders are Quarkus' own, as in dev mode. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ChildClassPathTest {
    @Test
    void whatTheClassLoadersHoldIsEnoughForTheProgramOfTheChild() throws Exception {
        // Given
        String path = ChildClassPath.ofLoaders();
        // When the program is started without a folder
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        path,
                        TrainingChild.PROGRAM,
                        "no-such-folder",
                        "TRAIN"))
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        // Then it got as far as looking for its order, and its libraries are there
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains("NoSuchFileException").contains("order.json");
        assertThat(path.split(File.pathSeparator))
                .anyMatch(jar -> jar.contains("pytorch-engine"))
                .anyMatch(jar -> jar.contains("pytorch-native"))
                .anyMatch(jar -> jar.contains("onnxruntime-engine"))
                .anyMatch(jar -> jar.contains("tribuo"))
                .anyMatch(jar -> jar.contains("jackson-databind"));
    }
}
