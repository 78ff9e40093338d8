package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class GoldenPicturesTest {
    private static final ModelDefinition.Input INPUT = ModelDefinition.Input.colour("picture", 128);

    @Test
    void they_are_the_same_everywhere_and_not_all_alike() {
        // When
        float[][] pictures = GoldenPictures.of(INPUT, 2);
        // Then
        assertThat(Sha256.of(Golden.toBytes(pictures)).hex())
                .isEqualTo("2239127ff0eb365d84ea31d54704d331410cd0dd682f6193b902c2aae657faf1");
        assertThat(pictures[0]).isNotEqualTo(pictures[1]);
        assertThat(GoldenPictures.of(INPUT, 5)[1]).isEqualTo(pictures[1]);
    }

    @Test
    void they_cost_a_phone_next_to_nothing() throws IOException {
        // Given
        byte[] raw = Golden.toBytes(GoldenPictures.of(INPUT, 2));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        // When
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zipped)) {
            deflater.write(raw);
        }
        // Then
        assertThat(raw.length).isEqualTo(2 * INPUT.size() * Float.BYTES);
        assertThat(zipped.size()).isLessThan(raw.length / 20);
    }
}
