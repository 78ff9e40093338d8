package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.store.Blobs;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class VersionsTest {
    private static final String JOB = "job:00000000-0000-0000-0000-000000000001";

    @Inject
    Versions versions;

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Test
    void aVersionWhoseNumberSomebodyTakesMeanwhileIsMadeAgainWithTheNext() throws IOException {
        // Given
        String model = "numbered-anew";
        models.register(new NewModel(model, "Title", "classification", List.of()), "anna");
        List<String> tried = new ArrayList<>();
        // When somebody uploads the first two numbers while a job is about to add its version
        ModelVersion made = versions.next(model, number -> {
            tried.add(number);
            if (tried.size() < 3) {
                add(model, number, "upload");
            }
            return add(model, number, JOB);
        });
        // Then
        assertThat(tried).containsExactly("1", "2", "3");
        assertThat(made.version()).isEqualTo("3");
        assertThat(made.origin()).isEqualTo(JOB);
        assertThat(models.versions(model)).hasSize(3);
    }

    @Test
    void whatElseIsRefusedIsNotTriedAgain() {
        // Given
        List<String> tried = new ArrayList<>();
        // When / Then
        assertThatThrownBy(() -> versions.next("numbered-once", number -> {
                    tried.add(number);
                    throw Rejection.conflict("other", "For another reason.");
                }))
                .hasMessageContaining("For another reason.");
        assertThat(tried).hasSize(1);
    }

    private ModelVersion add(String model, String number, String origin) {
        byte[] content = (model + number + origin).getBytes(StandardCharsets.UTF_8);
        NewVersion version = new NewVersion(
                model,
                number,
                blobs.put(content, "application/zip").sha256(),
                content.length,
                List.of("a", "b"),
                "{}",
                "",
                origin,
                List.of());
        return models.addCandidate(version, "anna");
    }
}
