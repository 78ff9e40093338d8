package io.plumbline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildJavaTest {
    @Test
    void it_hears_neither_secrets_nor_options_for_this_java() {
        // Given
        Map<String, String> ours = new HashMap<>(Map.of(
                "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                "JDK_JAVA_OPTIONS", "-Xmx8g",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "PLUMBLINE_BLOBS_SECRET_KEY", "secret",
                "QUARKUS_DATASOURCE_PASSWORD", "secret"));
        Map<String, String> needed = Map.of(
                "PATH", "/usr/bin",
                "HOME", "/home/plumbline",
                "DJL_CACHE_DIR", "/plumbline/djl",
                "LD_LIBRARY_PATH", "/opt/cuda/lib64");
        ours.putAll(needed);
        // Then
        assertThat(ChildJava.kept(ours)).isEqualTo(needed);
    }

    @Test
    void it_runs_with_no_more_than_that() throws IOException {
        // Given
        ProcessBuilder builder = ChildJava.of(3, List.of("-version")).redirectErrorStream(true);
        // When
        Process child = builder.start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Then
        assertThat(said).contains(System.getProperty("java.version")).doesNotContain("Picked up");
        assertThat(builder.environment()).containsEntry("OMP_NUM_THREADS", "3").doesNotContainKey("PWD");
    }
}
