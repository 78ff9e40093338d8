package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.plumbline.client.model.Classification;
import io.plumbline.client.model.ModelBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraTest {
    private static final int SCENES = 3_000;

    @TempDir
    Path folder;

    private final Pictures pictures =
            Pictures.resource("/demo/t10k-images-idx3-ubyte.gz", "/demo/t10k-labels-idx1-ubyte.gz");

    CameraTest() throws IOException {}

    @Test
    void theWorseCameraCostsTwentyPointsOfAccuracyAndTheOthersHardlyAny() throws IOException, OrtException {
        // Given
        Path zip = folder.resolve("bundle.zip");
        try (InputStream in = Pictures.open(DemoSetup.FIRST_BUNDLE)) {
            Files.copy(in, zip);
        }
        ModelBundle bundle = ModelBundle.open(zip.toFile());
        try (Classifier classifier = new Classifier(bundle)) {
            // When
            double plain = accuracy(classifier, bundle, new Optics(1, 0, 0, 0, 0, 0));
            double worse = accuracy(classifier, bundle, Make.REPLACEMENT.optics());

            // Then
            assertThat(plain - worse).as("plain %s, worse %s", plain, worse).isBetween(0.20, 0.60);
            for (Make make : Make.AT_FIRST) {
                double normal = accuracy(classifier, bundle, make.optics());
                assertThat(plain - normal).as("%s: %s", make.device(), normal).isLessThan(0.015);
            }
        }
    }

    @Test
    void theSameRandomNumbersGiveTheSamePhoto() {
        // Given
        Camera camera = new Camera(Optics.WORSE, 28, 28);

        // When
        int[] once = camera.shoot(pictures.grey(0), new Random(4));
        int[] again = camera.shoot(pictures.grey(0), new Random(4));

        // Then
        assertThat(once).isEqualTo(again);
        assertThat(once).isNotEqualTo(camera.shoot(pictures.grey(0), new Random(5)));
    }

    @Test
    void aCameraThatDoesNothingDoesNothing() {
        Camera plain = new Camera(new Optics(1, 0, 0, 0, 0, 0), 28, 28);
        assertThat(plain.shoot(pictures.grey(9), new Random(1))).isEqualTo(pictures.grey(9));
    }

    private double accuracy(Classifier classifier, ModelBundle bundle, Optics optics) throws OrtException {
        Camera camera = new Camera(optics, pictures.width(), pictures.height());
        List<int[]> photos = new ArrayList<>();
        for (int i = 0; i < SCENES; i++) {
            photos.add(camera.shoot(pictures.grey(i), new Random(i)));
        }
        List<Classification> results = new ArrayList<>();
        for (int i = 0; i < SCENES; i += 100) {
            results.addAll(classifier.run(photos.subList(i, i + 100)));
        }
        int right = 0;
        for (int i = 0; i < SCENES; i++) {
            right += results.get(i).label().equals(bundle.labels().get(pictures.label(i))) ? 1 : 0;
        }
        return right / (double) SCENES;
    }
}
