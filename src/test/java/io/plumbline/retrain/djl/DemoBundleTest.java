package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.bundle.Answer;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleTranslator;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.retrain.Predictions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoBundleTest {
    private static final int SERVED = 100;

    private final Bundle garments = DemoData.garments();
    private final IdxPictures fleet = DemoData.fleet();

    @Test
    void it_is_small_and_says_what_it_did_on_pictures_it_had_not_seen() {
        ModelDefinition definition = garments.definition();
        assertThat(garments.bytes().length).isLessThan(300_000);
        assertThat(definition.validation().n()).isEqualTo(5_000);
        assertThat(definition.validation().errorRate()).isLessThan(0.12);
        assertThat(definition.validation().confidence().mean())
                .isCloseTo(1 - definition.validation().errorRate(), within(0.02));
        assertThat(definition.validation().said())
                .as("what was said one by one")
                .hasSizeGreaterThan(100);
        assertThat(definition.validation().inputs()).containsOnlyKeys("brightness", "contrast", "sharpness");
        GoldenCheck.Report golden = GoldenCheck.check(garments);
        assertThat(golden.passed()).as(golden.sentence()).isTrue();
    }

    @Test
    void the_whole_test_set_is_told_apart_alike_by_onnx_runtime_and_by_djl(@TempDir Path folder) throws Exception {
        // Given
        Predictions expected = predictions(fleet);
        unpack(folder);
        DjlSettings.apply();
        Criteria<Image, Answer> criteria = Criteria.builder()
                .setTypes(Image.class, Answer.class)
                .optModelPath(folder)
                .optEngine("OnnxRuntime")
                .optDevice(Device.cpu())
                .optTranslatorFactory(new BundleTranslator.Factory())
                .build();
        List<String> labels = garments.definition().labels();
        int unsure = 0;
        try (ZooModel<Image, Answer> model = criteria.loadModel();
                Predictor<Image, Answer> predictor = model.newPredictor()) {
            for (int i = 0; i < fleet.labels().length; i++) {
                // When
                Answer answer = predictor.predict(ImageFactory.getInstance().fromImage(image(fleet.pictures()[i])));
                // Then
                assertThat(answer.label()).as("picture %d", i).isEqualTo(labels.get(expected.label()[i]));
                assertThat(answer.confidence()).as("picture %d", i).isCloseTo(expected.confidence()[i], within(1e-4));
                unsure += answer.unsure() ? 1 : 0;
            }
        }
        double accuracy = expected.accuracy(fleet.labels());
        System.out.printf("Demo model on the 10,000 test pictures: accuracy %.4f, %d unsure%n", accuracy, unsure);
        assertThat(accuracy).isGreaterThan(0.87);
        assertThat(unsure).isBetween(1, 1_000);
    }

    @Test
    void plain_djl_loads_it_by_its_url_and_says_the_same(@TempDir Path folder) throws Exception {
        served(folder, url -> List.of(PlainDjlProcess.arrays(folder, url), PlainDjlProcess.images(folder, url)));
    }

    @Test
    void an_older_djl_loads_it_by_its_url_and_says_the_same(@TempDir Path folder) throws Exception {
        served(folder, url -> List.of(PlainDjlProcess.arrays(folder, url, "0.33.0")));
    }

    /** Programs that are given the address of the served bundle; what each said. */
    private interface Programs {
        List<List<String>> run(String url) throws Exception;
    }

    private void served(Path folder, Programs programs) throws Exception {
        // Given
        IdxPictures some = fleet.pick(IntStream.range(0, SERVED).toArray());
        PlainDjlProcess.write(some, folder);
        Predictions expected = predictions(some);
        byte[] zip = garments.bytes();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/models", exchange -> {
            // DJL asks for the size with HEAD first.
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : zip.length);
            if (!head) {
                exchange.getResponseBody().write(zip);
            }
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/models/garments-1-" + garments.sha256()
                    + ".zip";
            // When
            List<List<String>> said = programs.run(url);
            // Then
            for (List<String> each : said) {
                PlainDjlProcess.assertSame(each, garments.definition(), expected);
            }
        } finally {
            server.stop(0);
        }
    }

    private Predictions predictions(IdxPictures pictures) {
        try (OnnxRunner runner = garments.runner()) {
            return Predictions.of(runner.run(pictures.inputs()));
        }
    }

    private void unpack(Path folder) throws Exception {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(garments.bytes()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, zip.readAllBytes());
            }
        }
    }

    private BufferedImage image(byte[] samples) {
        BufferedImage image = new BufferedImage(fleet.width(), fleet.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, fleet.width(), fleet.height(), samples);
        return image;
    }
}
