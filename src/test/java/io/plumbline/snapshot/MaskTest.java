package io.plumbline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks as pictures and as COCO writes them. */
class MaskTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_mask_comes_back_as_it_was(long seed) throws IOException {
        // Given
        Random random = new Random(seed);
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(40);
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        long area = 0;
        for (int i = 0; i < width * height; i++) {
            int value = random.nextInt(4) == 0 ? 255 : random.nextInt(128);
            area += value == 255 ? 1 : 0;
            drawn.getRaster().setSample(i % width, i / width, 0, value);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", png);
        // When
        Mask mask = Mask.of(png.toByteArray());
        // Then
        assertThat(mask.area()).isEqualTo(area);
        Mask again = Mask.of(mask.png());
        assertThat(again.runs()).isEqualTo(mask.runs());
        assertThat(again.png()).isEqualTo(mask.png());
        BufferedImage written = ImageIO.read(new java.io.ByteArrayInputStream(mask.png()));
        for (int i = 0; i < width * height; i++) {
            assertThat(written.getRaster().getSample(i % width, i / width, 0))
                    .isEqualTo(drawn.getRaster().getSample(i % width, i / width, 0) >= 128 ? 255 : 0);
        }
    }

    @Test
    void runs_go_down_the_columns_and_begin_with_what_is_not_meant() {
        // Given the second column of three, two high, but for its upper pixel; and the first pixel of all
        assertThat(new Mask(3, 2, new int[] {3, 1, 2}).box()).containsExactly(1, 1, 1, 1);
        assertThat(new Mask(3, 2, new int[] {0, 1, 5}).box()).containsExactly(0, 0, 1, 1);
        assertThat(new Mask(3, 2, new int[] {1, 4, 1}).box()).containsExactly(0, 0, 3, 2);
        assertThat(new Mask(3, 2, new int[] {6}).box()).containsExactly(0, 0, 0, 0);
    }

    /** What pycocotools.mask.encode writes of a rectangle from (2, 1) to before (6, 4) in 9 × 7 pixels. */
    @Test
    void the_text_of_pycocotools_is_read() {
        // When
        Mask mask = Mask.of(9, 7, "?3400000d0");
        // Then
        assertThat(mask.runs()).containsExactly(15, 3, 4, 3, 4, 3, 4, 3, 24);
        assertThat(mask.box()).containsExactly(2, 1, 4, 3);
    }

    @Test
    void polygons_are_filled() {
        // When
        Mask mask = Mask.of(9, 7, List.of(new double[] {2, 1, 6, 1, 6, 4, 2, 4}));
        // Then
        assertThat(mask.runs()).containsExactly(15, 3, 4, 3, 4, 3, 4, 3, 24);
        assertThat(mask.or(new Mask(9, 7, new int[] {0, 1, 62})).area()).isEqualTo(13);
    }

    @Test
    void of_a_picture_with_a_palette_the_colours_count_and_not_their_numbers() throws IOException {
        // Given white and black by turns, as a palette whose first colour is white
        byte[] shades = {-1, 0};
        BufferedImage image = new BufferedImage(
                2, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, shades, shades, shades));
        image.setRGB(0, 0, 0xFFFFFFFF);
        image.setRGB(1, 0, 0xFF000000);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        // Then
        assertThat(Mask.of(png.toByteArray()).runs()).containsExactly(0, 1, 1);
    }

    @Test
    void of_a_deep_grey_half_of_white_is_meant() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x7FFF);
        image.getRaster().setSample(1, 0, 0, 0x8000);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        // Then
        assertThat(Mask.of(png.toByteArray()).runs()).containsExactly(1, 1);
    }

    @Test
    void what_does_not_fill_the_picture_is_refused() {
        assertThatThrownBy(() -> new Mask(3, 2, new int[] {3, 1}))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("3 × 2");
        assertThatThrownBy(() -> new Mask(3, 2, new int[] {7, -1})).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> Mask.of(3, 2, "zz")).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> Mask.of(3, 2, List.of(new double[] {1, 1}))).isInstanceOf(Rejection.class);
    }
}
