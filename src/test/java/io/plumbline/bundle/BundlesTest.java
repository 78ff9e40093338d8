package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class BundlesTest {
    private static final int MUTATIONS = 500;

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

    @Test
    void five_hundred_damaged_bundles_are_read_or_rejected_and_nothing_else() {
        // Given
        SplittableRandom random = new SplittableRandom(42);
        byte[] whole = SmallBundles.bundle().bytes();
        int rejected = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = i % 2 == 0 ? damage(whole, random) : damagedInside(random);
            // When
            try {
                Bundle bundle = Bundles.read(damaged);
                OnnxGraphs.head(bundle.onnx());
                OnnxGraphs.backbone(bundle.onnx());
            } catch (Rejection e) {
                rejected++;
                // Then
                assertThat(e.code()).as("mutation %d", i).matches("(bundle|model-json|onnx)-[a-z-]+");
                assertThat(e.detail()).as("mutation %d", i).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("Mutation " + i + " of seed 42 threw " + e, e);
            }
        }
        assertThat(rejected).isGreaterThan(MUTATIONS / 2);
    }

    private static byte[] damagedInside(SplittableRandom random) {
        SortedMap<String, byte[]> files = SmallBundles.files();
        String[] names = files.keySet().toArray(String[]::new);
        // Every other time the graph, for it has the deepest checks.
        String name = random.nextBoolean() ? Bundles.ONNX : names[random.nextInt(names.length)];
        files.computeIfPresent(name, (key, content) -> damage(content, random));
        return Bundles.zip(files);
    }

    private static byte[] damage(byte[] content, SplittableRandom random) {
        byte[] damaged = content.clone();
        int changes = random.nextInt(1, 5);
        for (int c = 0; c < changes && damaged.length > 0; c++) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged = java.util.Arrays.copyOf(damaged, at);
                default -> {
                    byte[] longer = new byte[damaged.length + 1];
                    System.arraycopy(damaged, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(256);
                    System.arraycopy(damaged, at, longer, at + 1, damaged.length - at);
                    damaged = longer;
                }
            }
        }
        return damaged;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
