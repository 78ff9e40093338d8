package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class BundlesTest {
    @Test
    void the_same_content_gives_the_same_bytes() {
        // Given
        Bundle first = SmallBundles.bundle();
        // When
        Bundle second = SmallBundles.bundle();
        // Then
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.sha256()).isEqualTo(Sha256.of(first.bytes()));
    }

    @Test
    void what_is_read_is_what_was_written() {
        // Given
        Bundle written = SmallBundles.bundle();
        // When
        Bundle read = Bundles.read(written.bytes());
        // Then
        assertThat(read.definition()).isEqualTo(SmallBundles.definition());
        assertThat(read.onnx()).isEqualTo(OnnxWriter.write(SmallBundles.network()));
        assertThat(read.golden().inputs()).isDeepEqualTo(SmallBundles.inputs(2, 1));
        assertThat(read.golden().outputs()).isDeepEqualTo(written.golden().outputs());
        assertThat(read.card()).contains("# small 1", "accuracy 0.5000 (1 errors)", "- None passed.");
        assertThat(read).isEqualTo(written).hasSameHashCodeAs(written).hasToString(written.toString());
    }

    @Test
    void the_network_is_stored_and_not_packed_so_that_deltas_stay_small() {
        // Given
        byte[] onnx = SmallBundles.bundle().onnx();
        // When
        String zip = latin1(SmallBundles.bundle().bytes());
        // Then
        assertThat(zip).contains(latin1(onnx));
    }

    @Test
    void a_zip_made_by_another_program_is_read_as_well() throws IOException {
        // Given
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(other)) {
            out.putNextEntry(new ZipEntry("golden/"));
            for (var file : SmallBundles.files().entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        // When
        Bundle read = Bundles.read(other.toByteArray());
        // Then
        assertThat(read.definition()).isEqualTo(SmallBundles.definition());
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
