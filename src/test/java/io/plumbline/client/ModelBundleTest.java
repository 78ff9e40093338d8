package io.plumbline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

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
                "NCHW|NHWC",
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
}
