package io.plumbline.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MaskTest {
    @Test
    void intersection_over_union_is_the_share_of_pixels_that_both_mean_of_those_that_either_means() {
        // Given
        Mask square = Mask.of(new boolean[] {true, true, false, true, true, false}, 3);
        Mask right = Mask.of(new boolean[] {false, true, true, false, true, true}, 3);
        Mask nothing = Mask.of(new boolean[6], 3);
        // Then
        assertThat(square.iou(right)).isEqualTo(2 / 6.0);
        assertThat(square.iou(square)).isEqualTo(1);
        assertThat(square.iou(nothing)).isZero();
        assertThat(nothing.iou(nothing)).isEqualTo(1);
    }

    @Test
    void it_is_what_sets_of_pixels_say() {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            int width = 1 + random.nextInt(20);
            int height = 1 + random.nextInt(20);
            boolean[] a = drawn(random, width * height);
            boolean[] b = drawn(random, width * height);
            BitSet both = bits(a);
            both.and(bits(b));
            BitSet either = bits(a);
            either.or(bits(b));
            // When
            double iou = Mask.of(a, width).iou(Mask.of(b, width));
            // Then
            assertThat(iou)
                    .as("masks %d of seed 11", i)
                    .isEqualTo(either.isEmpty() ? 1 : (double) both.cardinality() / either.cardinality());
        }
    }

    @Test
    void what_is_at_least_half_opaque_is_meant() {
        Mask mask = Mask.ofAlpha(new int[] {0, 127, 128, 255}, 2);
        assertThat(mask.iou(Mask.of(new boolean[] {false, false, true, true}, 2)))
                .isEqualTo(1);
        assertThat(mask.width()).isEqualTo(2);
        assertThat(mask.height()).isEqualTo(2);
    }

    @Test
    void masks_of_two_sizes_are_refused_by_their_sizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mask.of(new boolean[6], 3).iou(Mask.of(new boolean[6], 2)))
                .withMessageContaining("3 x 2")
                .withMessageContaining("2 x 3");
        assertThatIllegalArgumentException().isThrownBy(() -> Mask.of(new boolean[5], 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Mask.of(new boolean[0], 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mask.ofAlpha(new int[] {-1}, 1))
                .withMessageContaining("-1");
    }

    @Test
    void its_file_is_a_picture_that_others_read() throws IOException {
        // Given
        boolean[] meant = drawn(new Random(3), 37 * 23);
        // When
        BufferedImage read =
                ImageIO.read(new ByteArrayInputStream(Mask.of(meant, 37).png()));
        // Then
        assertThat(read.getWidth()).isEqualTo(37);
        assertThat(read.getHeight()).isEqualTo(23);
        for (int i = 0; i < meant.length; i++) {
            assertThat(read.getRaster().getSample(i % 37, i / 37, 0)).isEqualTo(meant[i] ? 255 : 0);
        }
    }

    private static boolean[] drawn(Random random, int n) {
        boolean[] meant = new boolean[n];
        for (int i = 0; i < n; i++) {
            meant[i] = random.nextInt(3) == 0;
        }
        return meant;
    }

    private static BitSet bits(boolean[] meant) {
        BitSet bits = new BitSet();
        for (int i = 0; i < meant.length; i++) {
            bits.set(i, meant[i]);
        }
        return bits;
    }
}
