package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.kernel.Rejection;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
    @Test
    void edges_are_scaled_before_they_are_cut() {
        // Given a model of two by two pixels, whose left half shows the thing
        float[] output = {0.9f, 0.1f, 0.9f, 0.1f};
        // When
        Mask mask = Mask.of(output, definition(true, 0.3, 0), 8, 2);
        // Then: at a threshold of .3 the cut lies right of the middle, not at the model's own pixel
        assertThat(mask.alpha()).startsWith(255, 255, 255, 255, 255, 0, 0, 0);
        assertThat(mask.area()).isEqualTo(0.5);
        assertThat(mask.confidence()).isCloseTo(0.9, within(1e-6));
        assertThat(mask.unsure()).isFalse();
    }

    @Test
    void a_hesitant_mask_is_unsure() {
        assertThat(Mask.of(new float[] {0.1f, -0.1f, 0, 0}, definition(false, 0.5, 0), 2, 2)
                        .unsure())
                .isTrue();
    }

    @Test
    void a_picture_keeps_its_colours_and_gets_the_mask_as_its_transparency() {
        // Given
        BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 0x123456);
        picture.setRGB(1, 1, 0xABCDEF);
        // When
        BufferedImage cut = Mask.of(new float[] {9, -9, -9, -9}, definition(false, 0.5, 0), 2, 2)
                .cutOut(picture);
        // Then
        assertThat(cut.getRGB(0, 0)).isEqualTo(0xFF123456);
        assertThat(cut.getRGB(1, 1)).isEqualTo(0x00ABCDEF);
        BufferedImage other = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        assertThatThrownBy(() ->
                        Mask.of(new float[4], definition(false, 0.5, 0), 2, 2).cutOut(other))
                .hasMessageContaining("3 × 2");
    }

    @Test
    void what_is_written_of_a_segmenter_is_read() {
        ModelDefinition definition = definition(true, 0.25, 7);
        assertThat(ModelDefinition.fromJson(definition.toJson())).isEqualTo(definition);
        assertThat(definition.outputPort().shape()).containsExactly(1, 2, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"threshold\" : 0.5|\"threshold\" : 1.5|mask.threshold is '1.5'",
                "\"feather\" : 2|\"feather\" : 65|mask.feather is '65'",
                "\"feather\" : 2|\"feather\" : 2, \"libs\" : 1|unknown field 'mask.libs'",
                "\"mask\" :|\"musk\" :|unknown field 'musk'",
                "segmentation|classification|does not belong to a classifier",
                "segmentation|regression|task is 'regression'",
                "\"probabilities\"|\"percent\"|output.values is 'percent'",
                "\"labels\" : [ \"person\" ]|\"labels\" : [ \"person\", \"dog\" ]|1 label",
            })
    void a_wrong_field_is_named(String good, String bad, String said) {
        String json = new String(definition(true, 0.5, 2).toJson(), StandardCharsets.UTF_8);
        assertThat(json).contains(good);
        assertThatThrownBy(() -> ModelDefinition.fromJson(SmallBundles.utf8(json.replace(good, bad))))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining(said);
    }

    private static ModelDefinition definition(boolean probabilities, double threshold, int feather) {
        Histogram confidence = new Histogram();
        confidence.add(0.9);
        return new ModelDefinition(
                "people",
                "1",
                new Task.Segmentation(probabilities, threshold, feather),
                List.of("person"),
                ModelDefinition.Input.grey("image", 2, 2),
                "mask",
                1,
                0.6,
                new Reference(1, 0, confidence, new TreeMap<>(Map.of("person", 1L))));
    }
}
