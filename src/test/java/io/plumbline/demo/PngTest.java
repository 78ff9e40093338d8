package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    @Test
    void everyReaderSeesTheSamePixels() throws IOException {
        // Given
        int[] pixels = new Random(1).ints(28 * 20, 0, 256).toArray();

        // When
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.grey(pixels, 28)));

        // Then
        assertThat(read.getWidth()).isEqualTo(28);
        assertThat(read.getHeight()).isEqualTo(20);
        assertThat(read.getRaster().getPixels(0, 0, 28, 20, (int[]) null)).isEqualTo(pixels);
    }
}
