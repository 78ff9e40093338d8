package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.kernel.Rejection;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelsTest {
    private static final ModelDefinition.Input GREY = ModelDefinition.Input.grey("x", 2, 2);

    @Test
    void grey_samples_are_taken_as_they_are() throws IOException {
        // Given
        BufferedImage image = grey(2, 2, 0, 128, 64, 255);
        // When
        float[] values = Pixels.of(encode(image, "png"), GREY);
        // Then
        assertThat(values).containsExactly(0, 128 / 255f, 64 / 255f, 1);
    }

    @Test
    void colours_become_grey_by_their_weights() throws IOException {
        // Given
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x00FF00);
        image.setRGB(0, 1, 0x0000FF);
        image.setRGB(1, 1, 0xFFFFFF);
        // When
        float[] values = Pixels.of(encode(image, "png"), GREY);
        // Then
        assertThat(values).containsExactly(76 / 255f, 150 / 255f, 29 / 255f, 1);
    }

    @Test
    void colours_are_normalised_plane_by_plane() throws IOException {
        // Given
        ModelDefinition.Input input =
                new ModelDefinition.Input("x", 1, 1, 3, "NCHW", List.of(0.5f, 0.4f, 0.3f), List.of(0.25f, 0.2f, 0.1f));
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF3300);
        // When
        float[] values = Pixels.of(encode(image, "png"), input);
        // Then
        assertThat(values).containsExactly((1 - 0.5f) / 0.25f, (0.2f - 0.4f) / 0.2f, (0 - 0.3f) / 0.1f);
    }

    @Test
    void another_size_is_interpolated_between_pixel_centres() {
        // Given
        BufferedImage image = grey(4, 1, 0, 100, 200, 100);
        ModelDefinition.Input two = ModelDefinition.Input.grey("x", 2, 1);
        ModelDefinition.Input eight = ModelDefinition.Input.grey("x", 8, 1);
        // When
        float[] smaller = Pixels.of(image, two);
        float[] larger = Pixels.of(image, eight);
        // Then
        assertThat(smaller).containsExactly(50 / 255f, 150 / 255f);
        assertThat(larger[0]).isEqualTo(0);
        assertThat(larger[1]).isEqualTo(25 / 255f);
        assertThat(larger[7]).isEqualTo(100 / 255f);
    }

    @Test
    void jpeg_is_read_too() throws IOException {
        // Given
        BufferedImage image = grey(2, 2, 200, 200, 200, 200);
        // When
        float[] values = Pixels.of(encode(image, "jpeg"), GREY);
        // Then
        assertThat(values[0]).isBetween(197 / 255f, 203 / 255f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_photograph_is_held_upright_whichever_way_the_phone_was(int orientation) {
        // Given what is to be seen, and what a phone that is held so writes: Exif 2.32 says where its first row and
        // column lie
        BufferedImage seen = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 32; i++) {
            seen.setRGB(
                    i % 64,
                    i / 64,
                    i / 64 < 16 ? i % 64 < 32 ? 0xC02020 : 0x20C020 : i % 64 < 32 ? 0x2020C0 : 0xC0C0C0);
        }
        boolean onSide = orientation > 4;
        boolean left = List.of(1, 4, 5, 8).contains(orientation);
        boolean top = List.of(1, 2, 5, 6).contains(orientation);
        BufferedImage taken = new BufferedImage(onSide ? 32 : 64, onSide ? 64 : 32, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < taken.getHeight(); row++) {
            for (int column = 0; column < taken.getWidth(); column++) {
                int across = onSide ? row : column;
                int down = onSide ? column : row;
                taken.setRGB(column, row, seen.getRGB(left ? across : 63 - across, top ? down : 31 - down));
            }
        }
        byte[] jpeg = Photographs.fromPhone(Photographs.jpeg(taken, false), orientation);
        byte[] png = Photographs.withChunks(encoded(taken), orientation);
        // When
        BufferedImage fromJpeg = Pixels.decode(jpeg);
        BufferedImage fromPng = Pixels.decode(png);
        // Then
        for (int i = 0; i < 64 * 32; i++) {
            int expected = seen.getRGB(i % 64, i / 64);
            assertThat(fromPng.getRGB(i % 64, i / 64)).isEqualTo(expected);
            // At the edges of a colour JPEG is not sharp.
            boolean edge = Math.abs(i % 64 - 32) <= 3 || Math.abs(i / 64 - 16) <= 3;
            for (int shift = edge ? 24 : 0; shift < 24; shift += 8) {
                assertThat(fromJpeg.getRGB(i % 64, i / 64) >> shift & 0xFF)
                        .as("pixel %d", i)
                        .isCloseTo(expected >> shift & 0xFF, within(8));
            }
        }
        assertThat(fromJpeg.getWidth()).isEqualTo(64);
        PictureFile kept = PictureFile.cleaned(jpeg);
        assertThat(Pixels.decode(kept.bytes()).getRGB(3, 3)).isEqualTo(fromJpeg.getRGB(3, 3));
        assertThat(new int[] {kept.width(), kept.height()}).containsExactly(64, 32);
    }

    private static byte[] encoded(BufferedImage image) {
        try {
            return encode(image, "png");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_no_picture_is_refused() throws IOException {
        // Given
        byte[] gif = encode(grey(2, 2, 0, 0, 0, 0), "gif");
        byte[] text = SmallBundles.utf8("hello");
        // When / Then
        assertThat(refusal(gif).code()).isEqualTo("picture-unreadable");
        assertThat(refusal(text).code()).isEqualTo("picture-unreadable");
        assertThat(refusal(new byte[0]).code()).isEqualTo("picture-unreadable");
    }

    @Test
    void a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() throws IOException {
        // Given
        byte[] png = encode(grey(2, 2, 0, 0, 0, 0), "png");
        java.nio.ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(png, 12, 17);
        java.nio.ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        // When
        Rejection refusal = refusal(png);
        // Then
        assertThat(refusal.code()).isEqualTo("picture-too-large");
    }

    @Test
    void a_damaged_picture_is_refused_and_nothing_else() throws IOException {
        // Given
        byte[] png = encode(grey(2, 2, 1, 2, 3, 4), "png");
        byte[] jpeg = encode(grey(2, 2, 1, 2, 3, 4), "jpeg");
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = (i % 2 == 0 ? png : jpeg).clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            // When / Then
            try {
                assertThat(Pixels.of(damaged, GREY)).hasSize(4);
            } catch (Rejection e) {
                assertThat(e.code()).startsWith("picture-");
            }
        }
    }

    private static Rejection refusal(byte[] picture) {
        Rejection refusal = catchThrowableOfType(Rejection.class, () -> Pixels.of(picture, GREY));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static BufferedImage grey(int width, int height, int... samples) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, samples);
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }
}
