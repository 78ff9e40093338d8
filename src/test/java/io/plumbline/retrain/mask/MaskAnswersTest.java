package io.plumbline.retrain.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.gate.JudgedPicture;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person's mask means, however its file keeps it. */
class MaskAnswersTest {
    private static final int GREY = 0;
    private static final int PALETTE = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void what_is_at_least_half_as_bright_as_white_is_meant_however_many_bits_a_pixel_has(int bits) throws IOException {
        // Given black, less than half, at least half and white
        int most = (1 << bits) - 1;
        byte[] png = png(bits, GREY, new byte[0], 0, most / 2, most / 2 + 1, most);
        // Then
        assertThat(meant(png, 4)).containsExactly(false, false, true, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void of_a_palette_the_colours_count_and_not_their_numbers(int bits) throws IOException {
        // Given white, black, a dark and a light grey
        byte[] colours = {-1, -1, -1, 0, 0, 0, 100, 100, 100, (byte) 150, (byte) 150, (byte) 150};
        byte[] png = png(bits, PALETTE, colours, 0, 1, 2, 3);
        // Then
        assertThat(meant(png, 4)).containsExactly(true, false, false, true);
    }

    @Test
    void a_mask_of_another_size_is_read_at_the_nearest_pixels() throws IOException {
        assertThat(meant(png(16, GREY, new byte[0], 0, 65_535), 4)).containsExactly(false, false, true, true);
    }

    @Test
    void where_neither_sees_a_subject_they_agree_and_where_one_does_they_do_not() {
        // Given
        Shapes.Drawn shape = Shapes.drawn(4, 1).get(0);
        byte[] cold = Shapes.png(Shapes.cold(4));
        byte[] nothing = new Shapes.Drawn(Shapes.cold(4), new float[Shapes.SIDE * Shapes.SIDE]).maskPng();
        Map<Sha256, byte[]> files = new HashMap<>();
        for (byte[] file : List.of(shape.png(), shape.maskPng(), cold, nothing)) {
            files.put(Sha256.of(file), file);
        }
        List<MaskAnswers.Drawn> drawn = List.of(
                new MaskAnswers.Drawn(Sha256.of(cold), Sha256.of(nothing)),
                new MaskAnswers.Drawn(Sha256.of(shape.png()), Sha256.of(nothing)),
                new MaskAnswers.Drawn(Sha256.of(cold), Sha256.of(shape.maskPng())));
        Network warm = Shapes.teacher("warm", "1", -0.8f).network();
        // When
        List<JudgedPicture> judged = MaskAnswers.of(
                Optional.of(warm), warm, drawn, address -> Optional.ofNullable(files.get(address)), done -> {});
        // Then
        assertThat(judged).extracting(each -> each.challenger().score()).containsExactly(1.0, 0.0, 0.0);
        MaskFigures figures = MaskFigures.of(judged, JudgedPicture::challenger);
        assertThat(figures.mean()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(figures.poor()).isEqualTo(2);
        assertThat(figures.sentence()).endsWith(" on 3 masks, 2 of them below 0.5");
    }

    private static boolean[] meant(byte[] png, int width) {
        return MaskAnswers.meant(Pixels.decode(png), width, 1);
    }

    /** A PNG of one row, by W3C's PNG specification. */
    private static byte[] png(int bits, int type, byte[] palette, int... samples) throws IOException {
        BigInteger row = BigInteger.ZERO;
        for (int sample : samples) {
            row = row.shiftLeft(bits).or(BigInteger.valueOf(sample));
        }
        int bytes = (bits * samples.length + 7) / 8;
        byte[] number = row.shiftLeft(8 * bytes - bits * samples.length).toByteArray();
        // Its first byte names the filter, none.
        byte[] line = new byte[bytes + 1];
        int kept = Math.min(number.length, bytes);
        System.arraycopy(number, number.length - kept, line, line.length - kept, kept);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(packed)) {
            deflating.write(line);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(samples.length)
                .putInt(1)
                .put((byte) bits)
                .put((byte) type)
                .array();
        chunk(png, "IHDR", header);
        if (palette.length > 0) {
            chunk(png, "PLTE", palette);
        }
        chunk(png, "IDAT", packed.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String name, byte[] content) throws IOException {
        DataOutputStream out = new DataOutputStream(png);
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(type);
        check.update(content);
        out.writeInt(content.length);
        out.write(type);
        out.write(content);
        out.writeInt((int) check.getValue());
    }
}
