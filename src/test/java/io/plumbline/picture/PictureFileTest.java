package io.plumbline.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Orientation;
import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata goes, pixels stay as they are. */
class PictureFileTest {
    private static final byte[] PLAIN = Photographs.jpeg(Photographs.image(1, 64, 40), false);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_photograph_loses_everything_but_its_pixels(boolean progressive) {
        // Given
        byte[] plain = Photographs.jpeg(Photographs.image(2, 64, 40), progressive);
        byte[] sent = Photographs.fromPhone(plain, 1);
        // When
        PictureFile kept = PictureFile.cleaned(sent);
        // Then
        assertThat(Photographs.tells(sent, Photographs.SECRET)).isTrue();
        assertThat(Photographs.tells(kept.bytes(), Photographs.SECRET)).isFalse();
        assertThat(kept.bytes()).isEqualTo(plain);
        assertThat(kept.mediaType()).isEqualTo("image/jpeg");
        assertThat(kept.width()).isEqualTo(64);
        assertThat(kept.height()).isEqualTo(40);
        assertThat(Photographs.pixels(kept.bytes())).isEqualTo(Photographs.pixels(sent));
    }

    @Test
    void which_way_is_up_is_kept_alone() {
        // When
        PictureFile jpeg = PictureFile.cleaned(Photographs.fromPhone(PLAIN, 6));
        PictureFile png = PictureFile.cleaned(Photographs.withChunks(Photographs.png(1), 8));
        // Then
        assertThat(new int[] {jpeg.width(), jpeg.height()}).as("held upright").containsExactly(40, 64);
        assertThat(new int[] {png.width(), png.height()}).as("held upright").containsExactly(12, 20);
        byte[] six = Photographs.joined(Photographs.text("Exif\0\0"), Orientation.block(6));
        assertThat(Photographs.tells(jpeg.bytes(), new String(six, java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isTrue();
        assertThat(jpeg.bytes()).hasSize(PLAIN.length + 4 + six.length);
        assertThat(png.bytes()).hasSize(Photographs.png(1).length + 12 + 26);
        assertThat(Orientation.of(Orientation.block(6), 0, 26)).isEqualTo(6);
        assertThat(PictureFile.cleaned(jpeg.bytes()).bytes()).isEqualTo(jpeg.bytes());
        assertThat(PictureFile.cleaned(png.bytes()).bytes()).isEqualTo(png.bytes());
        for (byte[] kept : new byte[][] {jpeg.bytes(), png.bytes()}) {
            assertThat(Photographs.tells(kept, Photographs.SECRET)).isFalse();
        }
    }

    @Test
    void a_png_loses_everything_but_its_pixels() {
        // Given
        byte[] plain = Photographs.png(3);
        byte[] sent = Photographs.withChunks(plain, 1);
        // When
        PictureFile kept = PictureFile.cleaned(sent);
        // Then
        assertThat(kept.bytes()).isEqualTo(plain);
        assertThat(kept.width()).isEqualTo(20);
        assertThat(kept.height()).isEqualTo(12);
    }

    @Test
    void a_picture_without_metadata_comes_out_as_it_went_in() {
        assertThat(PictureFile.cleaned(PLAIN).bytes()).isEqualTo(PLAIN);
        assertThat(PictureFile.cleaned(Photographs.png(4)).bytes()).isEqualTo(Photographs.png(4));
    }

    @Test
    void a_few_bytes_that_stand_for_many_pixels_are_refused() {
        // Given
        byte[] png = Photographs.png(5);
        ByteBuffer header = ByteBuffer.allocate(13).put(png, 16, 13);
        header.putInt(0, 60_000).putInt(4, 60_000);
        byte[] bomb = png.clone();
        System.arraycopy(Photographs.chunk("IHDR", header.array()), 0, bomb, 8, 25);
        // Then
        assertRefused(bomb, "picture-too-large", "60000 × 60000");
    }

    @Test
    void what_is_no_whole_picture_is_refused() {
        byte[] png = Photographs.png(6);
        byte[] flipped = png.clone();
        flipped[20] ^= 1;
        assertRefused(flipped, "picture-unreadable", "checksum");
        assertRefused(Arrays.copyOf(png, png.length - 1), "picture-unreadable", "ends before its last chunk");
        assertRefused(Arrays.copyOf(PLAIN, PLAIN.length - 2), "picture-unreadable", "ends within its pixels");
        assertRefused(Photographs.text("GIF89a, not one of ours"), "picture-unreadable", "neither PNG nor JPEG");
        assertRefused(new byte[0], "picture-unreadable", "neither PNG nor JPEG");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damaged_pictures_are_refused_or_taken_and_nothing_else(long seed) {
        // Given
        Random random = new Random(seed);
        byte[][] sources = {
            Photographs.fromPhone(PLAIN, 6), Photographs.withChunks(Photographs.png(seed), 3),
        };
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = sources[i % 2].clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(3) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            // When
            try {
                PictureFile kept = PictureFile.cleaned(damaged);
                // Then
                assertThat(PictureFile.cleaned(kept.bytes()).bytes())
                        .as("seed %d, %d", seed, i)
                        .isEqualTo(kept.bytes());
            } catch (Rejection e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 2_999);
    }

    private static void assertRefused(byte[] file, String code, String words) {
        assertThatThrownBy(() -> PictureFile.cleaned(file)).isInstanceOfSatisfying(Rejection.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.detail()).contains(words);
        });
    }
}
