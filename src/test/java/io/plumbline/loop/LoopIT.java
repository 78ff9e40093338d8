package io.plumbline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.PlainDjlProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop in the packaged application, with no hand touching it; figures by the demo's own truth. */
class LoopIT {
    private static final String BAD_CAMERA = "Tecno KC9";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void theFleetDriftsAndARetrainedVersionWinsBackAtLeastHalfOfTheLoss(@TempDir Path folder)
            throws IOException, InterruptedException {
        // Given
        Map<String, String> fast = Map.of(
                "plumbline.fleet.warm-up", "20s",
                "plumbline.fleet.spread", "20s",
                "plumbline.fleet.audit", "0.1");
        try (PackagedApp app = PackagedApp.start(fast)) {
            app.awaitUp();
            Instant up = Instant.now();

            // When
            app.await("an incident is opened", PATIENCE, () -> total(app, "incidents") > 0);
            Duration toIncident = Duration.between(up, Instant.now());
            app.await(
                    "a retrained version is live",
                    PATIENCE,
                    () -> !live(app).isEmpty() && !live(app).equals("1"));
            // A first attempt may be inconclusive; what counts is the one that was proven.
            String version = live(app);
            app.await("phones with the bad camera run it", PATIENCE, () -> truth(app, version, BAD_CAMERA).n > 1_000);

            // Then
            double healthy = truth(app, "1", "Samsung A14").rate();
            double drifted = truth(app, "1", BAD_CAMERA).rate();
            double recovered = truth(app, version, BAD_CAMERA).rate();
            System.out.printf(
                    "loop: incident after %d s, recovered after %d s%n",
                    toIncident.toSeconds(), Duration.between(up, Instant.now()).toSeconds());
            System.out.printf(
                    "loop: errors on a good camera %.3f, on the bad one %.3f with version 1 and %.3f with version %s%n",
                    healthy, drifted, recovered, version);
            assertThat(drifted - healthy).as("points lost on the bad camera").isGreaterThan(0.2);
            assertThat(drifted - recovered)
                    .as("points won back, of %s lost", drifted - healthy)
                    .isGreaterThan((drifted - healthy) / 2);
            reportNamesTheCulprit(app);
            gatesPassedWithEvidence(app, version);
            bundleIsServedByItsDigest(app, version);
            plainDjlSaysWhatThePhonesSay(app, version, folder);
        }
    }

    private static void reportNamesTheCulprit(PackagedApp app) {
        // Where retraining takes its time a release of Android that the bad phones run, among others, comes to be worse
        // too.
        List<JsonNode> reports = new ArrayList<>();
        app.get("/v1/models/garments/incidents")
                .path("items")
                .forEach(incident -> reports.add(
                        app.get("/v1/reports/" + incident.path("report").asText())));
        JsonNode report = reports.stream()
                .filter(each -> each.path("verdict").asText().contains(BAD_CAMERA))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No report names " + BAD_CAMERA + ": "
                        + reports.stream()
                                .map(each -> each.path("verdict").asText())
                                .toList()));
        assertThat(report.path("segments").path(0).path("value").asText()).isEqualTo(BAD_CAMERA);
        assertThat(report.path("effect").path("lower").asDouble())
                .isGreaterThan(report.path("effect").path("baselineRate").asDouble());
        assertThat(report.path("examples")).hasSize(12);
    }

    private static void gatesPassedWithEvidence(PackagedApp app, String live) {
        JsonNode version = app.get("/v1/models/garments/versions/" + live);
        assertThat(version.path("parent").asText()).isEqualTo("1");
        assertThat(version.path("verdicts")).hasSize(5).allSatisfy(verdict -> {
            assertThat(verdict.path("outcome").asText()).as(verdict.toString()).isEqualTo("PASSED");
            assertThat(verdict.path("summary").asText()).isNotBlank();
        });
    }

    private static void bundleIsServedByItsDigest(PackagedApp app, String live)
            throws IOException, InterruptedException {
        JsonNode version = app.get("/v1/models/garments/versions/" + live);
        HttpResponse<byte[]> bundle = app.fetchWithoutToken(version.path("url").asText());
        assertThat(bundle.statusCode()).isEqualTo(200);
        assertThat(Sha256.of(bundle.body()).hex())
                .isEqualTo(version.path("sha256").asText());
        assertThat(bundle.body().length).isLessThan(300 * 1024);
    }

    /** Plain DJL, in a process without Plumbline, loads the bundle from the running application by its URL. */
    private static void plainDjlSaysWhatThePhonesSay(PackagedApp app, String live, Path folder)
            throws IOException, InterruptedException {
        String path =
                app.get("/v1/models/garments/versions/" + live).path("url").asText();
        Bundle bundle = Bundles.read(app.fetchWithoutToken(path).body());
        IdxPictures pictures = pictures().pick(IntStream.range(0, 100).toArray());
        PlainDjlProcess.write(pictures, folder);
        try (OnnxRunner runner = bundle.runner()) {
            Predictions phones = Predictions.of(runner.run(pictures.inputs()));
            List<String> said = PlainDjlProcess.arrays(folder, app.uri(path).toString());
            PlainDjlProcess.assertSame(said, bundle.definition(), phones);
        }
    }

    private static IdxPictures pictures() throws IOException {
        try (InputStream images = resource("t10k-images-idx3-ubyte.gz");
                InputStream labels = resource("t10k-labels-idx1-ubyte.gz")) {
            return IdxPictures.read(images, labels);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(LoopIT.class.getResourceAsStream("/demo/" + name), name);
    }

    private static int total(PackagedApp app, String list) {
        return app.get("/v1/models/garments/" + list).path("total").asInt();
    }

    /** The version that is live, or an empty text. */
    private static String live(PackagedApp app) {
        for (JsonNode version : app.get("/v1/models/garments/versions").path("items")) {
            if (version.path("stage").asText().equals("live")) {
                return version.path("version").asText();
            }
        }
        return "";
    }

    /** Predictions and wrong ones among them. */
    private record Errors(long n, long errors) {
        double rate() {
            return (double) errors / n;
        }
    }

    /** Sums the demo's own record of what really happened: hour, version, segment, predictions, errors. */
    private static Errors truth(PackagedApp app, String version, String segment) {
        Map<String, Errors> sums = new HashMap<>();
        try {
            for (String line : Files.readAllLines(app.home().resolve("demo/truth.tsv"))) {
                String[] f = line.split("\t", -1);
                sums.merge(
                        f[1] + "\t" + f[2],
                        new Errors(Long.parseLong(f[3]), Long.parseLong(f[4])),
                        (a, b) -> new Errors(a.n + b.n, a.errors + b.errors));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return sums.getOrDefault(version + "\t" + segment, new Errors(0, 0));
    }
}
