package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.access.Roles;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.jobs.Claims;
import io.plumbline.jobs.Claims.Claimed;
import io.plumbline.jobs.JobHandler;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.mask.Coco;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.work.Distilled;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students that workers without a database make, for a server that trains nothing itself. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(RemoteWorkerIT.ServerOnly.class)
class RemoteDistillationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GREY = 8;
    private static final String ZIP = "application/zip";

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    @Inject
    Calls calls;

    @Inject
    Garments garments;

    @Inject
    Claims claims;

    @All
    @Inject
    List<JobHandler> handlers;

    private String admin = "";
    private String student = "";
    private String teacher = "";

    @BeforeEach
    void models() throws IOException {
        admin = calls.bearer(Roles.ADMIN);
        String id = UUID.randomUUID().toString().substring(0, 8);
        student = "small-" + id;
        teacher = "large-" + id;
        for (String model : List.of(student, teacher)) {
            ok(garments.send(
                    base,
                    admin,
                    "PUT",
                    "/v1/models/" + model,
                    "{\"title\":\"Shapes\",\"task\":\"segmentation\",\"segments\":[]}"));
        }
        bring(
                "/v1/models/" + teacher + "/versions",
                Shapes.teacher(teacher, "1", -0.8f).bytes());
        bring(
                "/v1/models/" + student + "/snapshots/import",
                Coco.zip(Map.of("test", Shapes.drawn(21, 24), "train", Shapes.drawn(22, 12))));
    }

    /** So that no other test's worker takes up what this one leaves. */
    @AfterEach
    void cancelWhatIsLeft() {
        for (JsonNode job : garments.get(base, "/v1/jobs").path("items")) {
            garments.send(base, admin, "POST", "/v1/jobs/" + job.path("id").asText() + "/cancel", "");
        }
    }

    @Test
    void aWorkerThatIsKilledComesBackAndMakesTheVeryStudentThatTheServerWouldMake() throws Exception {
        // Given pictures without a mask, some of them such as the teacher cannot tell
        pictures(150, GREY);
        String id = distil("");
        JsonNode job;
        try (Child worker =
                RemoteWorkers.start("gpu-3", folder, folder.resolve("home"), base, calls.bearer(Roles.WORKER))) {
            // When it is killed in the middle of the epochs
            Await.until("there is half a student", PATIENCE, () -> {
                worker.requireAlive();
                return garments.number(
                                "select count(*) from job_checkpoint where name = 'student' and job = '" + id + "'")
                        > 0;
            });
            worker.kill();
            worker.start();
            job = garments.ended(base, id);
            // Then it goes on from there
            assertThat(job.path("state").asText()).as(job + worker.lastWords()).isEqualTo("succeeded");
        }
        assertThat(job.path("attempt").asInt()).isEqualTo(2);
        assertThat(job.path("worker").asText()).isEqualTo("gpu-3");
        assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                .anyMatch(line -> line.matches("Goes on with 1[0-9]+ answers of the teacher from an earlier attempt."))
                .anyMatch(line -> line.startsWith("QUALITY"))
                .filteredOn(line -> line.startsWith("Teacher "))
                .as("once an attempt")
                .hasSize(2);
        assertThat(garments.get(base, "/v1/jobs/" + id + "/points").size()).isGreaterThan(5);
        assertThat(doubtful()).isBetween(1, GREY);
        // And what it made is what the server makes by itself, byte for byte
        Bundle remote = made(job);
        Bundle local = made(local(distil(garments.snapshot(base, job))));
        assertThat(remote.onnx()).isEqualTo(local.onnx());
        assertThat(withoutTitle(remote.card()))
                .isEqualTo(withoutTitle(local.card()))
                .contains("left to people");
    }

    /** The title names the version. */
    private static String withoutTitle(String card) {
        return card.substring(card.indexOf('\n'));
    }

    @Test
    void whatATeacherIsNotSureOfIsLeftToPeopleAlsoWhereAWorkerHasTooLittleLeftToLearnFrom() throws IOException {
        // Given
        pictures(0, 80);
        String id = distil("");
        try (Child worker =
                RemoteWorkers.start("gpu-4", folder, folder.resolve("home"), base, calls.bearer(Roles.WORKER))) {
            // When
            JsonNode job = garments.ended(base, id);
            // Then
            assertThat(job.path("state").asText()).as(job + worker.lastWords()).isEqualTo("failed");
            assertThat(job.path("error").asText()).contains("doubtful ones drawn by people");
        }
        assertThat(doubtful()).isGreaterThan(64);
    }

    @Test
    void outputsThatAreNoStudentFailTheJobInASentence() throws IOException {
        pictures(80, 0);
        byte[] facts = new Distilled(4, 64, 1, 1, 0.5, 0.5, 80, 8, 0, 0, 0, List.of()).toBytes();
        byte[] huge = new Distilled(4, 4000, 1, 1, 0.5, 0.5, 80, 8, 0, 0, 0, List.of()).toBytes();
        // A graph of another kind of model, one of no kind, facts of nothing, and a picture that would fill the memory
        refused(DemoData.garments().onnx(), facts, "model.onnx");
        refused("no graph".getBytes(StandardCharsets.UTF_8), facts, "model.onnx is not an ONNX file");
        refused(
                DemoData.garments().onnx(),
                "{\"side\":-1}".getBytes(StandardCharsets.UTF_8),
                "result.json that is none");
        refused(DemoData.garments().onnx(), "null".getBytes(StandardCharsets.UTF_8), "result.json that is none");
        refused(DemoData.garments().onnx(), huge, "4000 × 4000 pixels");
    }

    private void refused(byte[] onnx, byte[] result, String says) throws IOException {
        String id = distil("");
        JsonNode claim = garments.read(
                garments.send(base, calls.bearer(Roles.WORKER), "POST", "/v1/claims", "{\"worker\":\"a\"}"));
        assertThat(claim.path("id").asText()).isEqualTo(id);
        assertThat(claim.path("kind").asText()).isEqualTo("distil");
        WorkFolder made = WorkFolder.at(folder);
        made.put(WorkFolder.MODEL, onnx);
        made.put(WorkFolder.RESULT, result);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        WorkZip.outputs(made, zip);
        HttpResponse<String> answer = calls.send(
                "PUT",
                base.resolve("/v1/claims/" + id + "/" + claim.path("fence").asText() + "/outputs"),
                zip.toByteArray(),
                "Authorization",
                calls.bearer(Roles.WORKER),
                "Content-Type",
                ZIP);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(garments.read(answer).path("state").asText()).isEqualTo("failed");
        assertThat(garments.read(answer).path("error").asText()).contains(says);
    }

    /** As this server would do it, had it the role. */
    private JsonNode local(String id) throws Exception {
        Claimed claimed = claims.next("here", List.of("distil")).orElseThrow();
        assertThat(claimed.job().id()).hasToString(id);
        JobHandler handler = handlers.stream()
                .filter(each -> each.kind().equals("distil"))
                .findFirst()
                .orElseThrow();
        assertThat(claims.succeed(claimed.claim(), handler.run(claims.context(claimed.claim()))))
                .isTrue();
        return garments.get(base, "/v1/jobs/" + id);
    }

    private Bundle made(JsonNode job) {
        JsonNode version = garments.get(
                base,
                "/v1/models/" + student + "/versions/"
                        + job.path("result").path("version").asText());
        HttpResponse<byte[]> answer = calls.send(
                "GET",
                base.resolve(version.path("url").asText()),
                new byte[0],
                BodyHandlers.ofByteArray(),
                "Authorization",
                admin);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Bundles.read(answer.body());
    }

    /** @param snapshot its id, or nothing: all that there is */
    private String distil(String snapshot) throws IOException {
        String named = snapshot.isEmpty() ? "" : "\"snapshot\":\"" + snapshot + "\",";
        HttpResponse<String> started = ok(garments.send(
                base,
                admin,
                "POST",
                "/v1/models/" + student + "/distil",
                "{\"teacher\":\"" + teacher + "\",\"teacherVersion\":\"1\"," + named
                        + "\"maxBytes\":40000,\"maxWork\":1500000}"));
        JsonNode job = garments.read(started);
        assertThat(job.path("state").asText()).isEqualTo("queued");
        assertThat(job.path("payload").path("teacher").asText()).isEqualTo(teacher);
        return job.path("id").asText();
    }

    private int doubtful() {
        return garments.get(base, "/v1/models/" + student + "/doubtful")
                .path("total")
                .asInt();
    }

    /** Brought along, in a folder named by what they show, to learn from. */
    private void pictures(int shapes, int grey) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Shapes.drawn(11, shapes)
                .forEach(each -> files.put("train/" + Shapes.LABEL + "/" + files.size() + ".png", each.png()));
        for (int i = 0; i < grey; i++) {
            files.put("train/" + Shapes.LABEL + "/grey-" + i + ".png", Shapes.png(Shapes.grey(i)));
        }
        bring("/v1/models/" + student + "/snapshots/import", Zips.of(files));
    }

    private HttpResponse<String> bring(String path, byte[] zip) {
        return ok(calls.send("POST", base.resolve(path), zip, "Authorization", admin, "Content-Type", ZIP));
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer;
    }
}
