package io.plumbline.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.client.TestBundles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelBundleTest {
    @TempDir
    Path folder;

    private ModelBundle open(byte[] zip) throws IOException {
        File file = folder.resolve("bundle.zip").toFile();
        java.nio.file.Files.write(file.toPath(), zip);
        return ModelBundle.open(file);
    }

    @Test
    void pixelsAndLogitsGoThroughTheRulesOfModelJson() throws IOException {
        // Given
        ModelBundle bundle = open(TestBundles.version("7"));

        // When
        float[] input = bundle.preprocessor().grey(new int[] {0, 255, 51, 204});
        Classification result = bundle.postprocessor().classify(new float[] {0, 2, 1});

        // Then
        assertThat(input).containsExactly(new float[] {-2, 2, -1.2f, 1.2f}, within(1e-5f));
        assertThat(result.label()).isEqualTo("bag");
        assertThat(result.confidence()).isCloseTo(0.66524, within(1e-5));
        assertThat(result.top()).extracting(Classification.Candidate::label).containsExactly("bag", "shirt", "boot");
        assertThat(result.unsure()).isFalse();
        assertThat(bundle.postprocessor().classify(new float[] {0, 0, 0}).unsure())
                .isTrue();
    }

    @Test
    void colourBecomesThreePlanes() {
        Preprocessor rgb = new Preprocessor(1, 2, new float[] {0, 0, 0}, new float[] {1, 1, 1});
        assertThat(rgb.rgb(new int[] {0xffff0033, 0x0000ff00})).containsExactly(1, 0, 0, 1, 0.2f, 0);
    }

    @Test
    void temperatureDividesTheLogits() {
        Postprocessor hot = new Postprocessor(List.of("a", "b"), 2, 0, 1);
        assertThat(hot.probabilities(new float[] {2, 0})[0]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> hot.classify(new float[] {Float.NaN, 0}));
        assertThatIllegalArgumentException().isThrownBy(() -> hot.classify(new float[] {1}));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"sd\":[0.25]|\"sd\":[0]",
                "\"sd\":[0.25]|\"sd\":[0.25,1]",
                "\"width\":2|\"width\":0",
                "\"width\":2|\"width\":100000",
                "\"channels\":1|\"channels\":3",
                "NCHW|NCWH",
                "\"task\":|\"libs\":1,\"task\":",
                "\"layout\":|\"customOpLibrary\":\"x\",\"layout\":",
                "classification|regression",
                "classification|segmentation",
                "\"name\":\"logits\"|\"name\":\"logits\",\"values\":\"percent\"",
                "\"name\":\"logits\"|\"name\":\"other\"",
                "\"temperature\":1.0|\"temperature\":0",
                "\"temperature\":1.0,|",
                "\"boot\",\"bag\"|\"bag\",\"boot\"",
                "\"abstainThreshold\":0.4|\"abstainThreshold\":\"x\""
            })
    void aModelJsonThatContradictsItselfIsRefused(String good, String bad) {
        String model = TestBundles.MODEL.formatted("1").replace(good, bad == null ? "" : bad);
        assertThatIOException().isThrownBy(() -> open(TestBundles.zip(model, "boot\nbag\nshirt\n", 10)));
    }

    @Test
    void aBombIsNotSwallowed() {
        byte[] bomb = TestBundles.zip(TestBundles.MODEL.formatted("1") + " ".repeat(2 << 20), "boot\n", 10);
        assertThatIOException().isThrownBy(() -> open(bomb)).withMessageContaining("More than");
    }

    @Test
    void anyOtherFileIsRefused() {
        assertThatIOException().isThrownBy(() -> open(new byte[] {1, 2, 3}));
    }

    @Test
    void channelsMayComeLastAndProbabilitiesComeOut() throws IOException {
        // Given
        String model = TestBundles.MODEL
                .formatted("1")
                .replace("NCHW", "NHWC")
                .replace("\"name\":\"logits\"", "\"name\":\"logits\",\"values\":\"probabilities\"");
        ModelBundle bundle = open(TestBundles.zip(model, "boot\nbag\nshirt\n", 10));
        Preprocessor rgb = new Preprocessor(1, 2, new float[] {0, 0, 0}, new float[] {1, 1, 1}, true);
        // When
        Classification result = bundle.postprocessor().classify(new float[] {0.1f, 0.7f, 0.2f});
        // Then
        assertThat(result.label()).isEqualTo("bag");
        assertThat(result.confidence()).isCloseTo(0.7, within(1e-6));
        assertThat(rgb.rgb(new int[] {0xffff0033, 0x0000ff00})).containsExactly(1, 0, 0.2f, 0, 1, 0);
    }

    @Test
    void aSegmenterGivesAMaskThatIsScaledSoftlyAndFeathered() throws IOException {
        // Given
        String model = TestBundles.MODEL
                .formatted("1")
                .replace("classification", "segmentation")
                .replace("[\"boot\",\"bag\",\"shirt\"]", "[\"person\"]")
                .replace("\"temperature\"", "\"mask\":{\"threshold\":0.5,\"feather\":1},\"temperature\"");
        ModelBundle bundle = open(TestBundles.zip(model, "person\n", 10));
        // When
        Segmentation mask = bundle.masker().segment(new float[] {9, -9, 9, -9}, 8, 2);
        // Then
        assertThat(bundle.isSegmenter()).isTrue();
        assertThat(mask.maskArea()).isEqualTo(0.5);
        assertThat(mask.confidence()).isCloseTo(1 / (1 + Math.exp(-9)), within(1e-6));
        assertThat(mask.unsure()).isFalse();
        assertThat(mask.alpha()).containsExactly(255, 255, 255, 170, 85, 0, 0, 0, 255, 255, 255, 170, 85, 0, 0, 0);
        assertThat(mask.cutOut(new int[16])[3]).isEqualTo(170 << 24);
        assertThat(bundle.masker().segment(new float[4], 2, 2).confidence()).isEqualTo(0.5);
        org.assertj.core.api.Assertions.assertThatIllegalStateException().isThrownBy(bundle::postprocessor);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bundle.masker().segment(new float[] {0, 0, 0, Float.NaN}, 8, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "libs/evil.jar, does not belong",
        "../model.onnx, does not belong",
        "/etc/passwd, does not belong",
        "weights.bin, does not belong"
    })
    void aFileThatDoesNotBelongIsRefused(String name, String said) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(bytes)) {
            zip.putNextEntry(new java.util.zip.ZipEntry(name));
            zip.closeEntry();
        }
        assertThatIOException().isThrownBy(() -> open(bytes.toByteArray())).withMessageContaining(said);
    }

    @Test
    void anOnnxFileThatReachesOutsideIsRefused() {
        byte[] good = TestBundles.onnx(new byte[3], "image", "logits");
        byte[] evil = {'e'};
        assertOnnxRefused(TestBundles.concat(good, onnxNode(TestBundles.field(7, evil))), "domain 'e'");
        assertOnnxRefused(TestBundles.concat(good, TestBundles.field(8, TestBundles.field(1, evil))), "domain 'e'");
        assertOnnxRefused(TestBundles.concat(good, TestBundles.field(25, evil)), "functions");
        assertOnnxRefused(
                TestBundles.concat(good, onnxNode(TestBundles.field(5, TestBundles.field(6, new byte[0])))), "graph of");
        assertOnnxRefused(
                TestBundles.concat(good, TestBundles.field(7, TestBundles.field(5, TestBundles.field(13, evil)))),
                "another file");
        assertOnnxRefused(
                TestBundles.concat(good, TestBundles.field(7, TestBundles.field(5, new byte[] {14 << 3, 1}))),
                "another file");
        assertOnnxRefused(
                TestBundles.concat(
                        good,
                        onnxNode(TestBundles.field(5, TestBundles.field(5, TestBundles.field(13, evil))))),
                "another file");
        assertOnnxRefused(java.util.Arrays.copyOf(good, good.length - 1), "not an ONNX file");
        assertOnnxRefused(TestBundles.onnx(new byte[3], "picture", "logits"), "promises 'image'");
    }

    private static byte[] onnxNode(byte[] content) {
        return TestBundles.field(7, TestBundles.field(1, content));
    }

    private void assertOnnxRefused(byte[] onnx, String said) {
        byte[] zip = TestBundles.zip(TestBundles.MODEL.formatted("1"), "boot\nbag\nshirt\n", onnx);
        assertThatIOException().isThrownBy(() -> open(zip)).withMessageContaining(said);
    }
}
