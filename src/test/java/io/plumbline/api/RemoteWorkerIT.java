package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.access.Roles;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.worker.RemoteWorker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers without a database, for a server that trains nothing itself. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(RemoteWorkerIT.ServerOnly.class)
class RemoteWorkerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    @Inject
    Garments garments;

    @Inject
    Calls calls;

    @Inject
    TrainingConfig training;

    /** Does everything but train; who is not heard of loses its job soon. */
    public static final class ServerOnly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // What matters of a student here is that it is the same.
            return Map.of(
                    "plumbline.roles", "api", "plumbline.jobs.lease", "PT3S", "plumbline.distillation.epochs", "8");
        }
    }

    /** So that no other test's worker takes up what this one leaves. */
    @AfterEach
    void cancelWhatIsLeft() {
        String scientist = calls.bearer(Roles.SCIENTIST);
        for (JsonNode job : garments.get(base, "/v1/jobs").path("items")) {
            garments.send(base, scientist, "POST", "/v1/jobs/" + job.path("id").asText() + "/cancel", "");
        }
    }

    @Test
    void aWorkerInAProcessOfItsOwnIsKilledComesBackAndMakesTheCandidate() throws IOException {
        // Given
        garments.live(base, "garments-there", 2_400);
        String id = garments.retrain(base, "garments-there");
        Path home = folder.resolve("home");
        try (Child worker = worker("gpu-1", home)) {
            // When it is killed as soon as it has something to go on from
            Await.until("there is a checkpoint", PATIENCE, () -> {
                worker.requireAlive();
                return garments.number("select count(*) from job_checkpoint where job = '" + id + "'") > 0;
            });
            worker.kill();
            worker.start();
            JsonNode job = garments.ended(base, id);
            // Then
            assertThat(job.path("state").asText()).as(job + worker.lastWords()).isEqualTo("succeeded");
            assertThat(job.path("attempt").asInt()).isEqualTo(2);
            assertThat(job.path("worker").asText()).isEqualTo("gpu-1");
            assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                    .anyMatch(line -> line.startsWith("Goes on with"))
                    .anyMatch(line -> line.startsWith("QUALITY"))
                    .filteredOn(line -> line.contains("pictures to learn from; to judge by"))
                    .as("once an attempt")
                    .hasSize(2);
            assertThat(garments.get(base, "/v1/jobs/" + id + "/points").size()).isGreaterThan(5);
            JsonNode versions = garments.get(base, "/v1/models/garments-there/versions");
            assertThat(versions.path("total").asInt()).isEqualTo(2);
            assertThat(versions.path("items").findValuesAsText("origin")).contains("job:" + id);
            // Without any server of its own
            assertThat(home).doesNotExist();
            assertThat(worker.lastWords()).contains("remote worker gpu-1").doesNotContain("PostgreSQL");
        }
    }

    @Test
    void whoCancelsAJobStopsItsRemoteWorker() throws Exception {
        // Given a worker at work
        garments.live(base, "garments-cancelled", 2_400);
        String id = garments.retrain(base, "garments-cancelled");
        try (Child worker = worker("gpu-2", folder.resolve("home"))) {
            Await.until("it trains", PATIENCE, () -> {
                worker.requireAlive();
                return garments.number("select count(*) from job_log where job = '" + id + "'") > 0;
            });
            // When
            HttpResponse<String> heard =
                    garments.send(base, calls.bearer(Roles.SCIENTIST), "POST", "/v1/jobs/" + id + "/cancel", "");
            // Then
            assertThat(heard.statusCode()).as(heard.body()).isEqualTo(200);
            JsonNode job = garments.ended(base, id);
            assertThat(job.path("state").asText())
                    .as(heard.body() + job + worker.lastWords())
                    .isEqualTo("cancelled");
            assertThat(garments.number("select count(*) from job_checkpoint where job = '" + id + "'"))
                    .isZero();
        }
    }

    @Test
    void aWorkerWhoseJobIsAnothersByNowWritesNothing() throws IOException {
        // Given a claim whose lease is over, and a later one
        garments.live(base, "garments-twice", 200);
        String id = garments.retrain(base, "garments-twice");
        String bearer = calls.bearer(Roles.WORKER);
        JsonNode first = garments.read(garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\"}"));
        String old = "/v1/claims/" + id + "/" + first.path("fence").asText();
        Await.until(
                "another has claimed it",
                PATIENCE,
                () -> garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"b\"}")
                                .statusCode()
                        == 200);
        // When the first wakes up
        List<HttpResponse<String>> answers = List.of(
                garments.send(base, bearer, "POST", old + "/notes", "{\"lines\":[\"still here\"]}"),
                garments.send(base, bearer, "GET", old + "/inputs", ""),
                garments.send(base, bearer, "POST", old + "/failure", "{\"error\":\"still here\"}"),
                garments.send(base, bearer, "DELETE", old, ""),
                put(bearer, old + "/checkpoints/head", "application/octet-stream", new byte[3]),
                put(bearer, old + "/outputs", "application/zip", new byte[3]));
        // Then
        assertThat(first.path("id").asText()).isEqualTo(id);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
            assertThat(answer.body()).contains("claim-lost");
        });
        assertThat(garments.send(base, bearer, "POST", old + "/heartbeat", "").body())
                .contains("\"lost\"");
        assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                .doesNotContain("still here");
        assertThat(garments.get(base, "/v1/jobs/" + id).path("worker").asText()).isEqualTo("b");
    }

    @Test
    void aWorkerGetsJobsOfTheKindsThatItAsksFor() throws IOException {
        // Given
        garments.live(base, "garments-choosy", 200);
        String id = garments.retrain(base, "garments-choosy");
        String bearer = calls.bearer(Roles.WORKER);
        // When / Then
        HttpResponse<String> other =
                garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\",\"kinds\":[\"distil\"]}");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(204);
        assertThat(garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\",\"kinds\":[\"judge\"]}")
                        .body())
                .contains("kinds-unknown", "remote workers do [distil, retrain]");
        JsonNode claim = garments.read(garments.send(
                base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\",\"kinds\":[\"distil\",\"retrain\"]}"));
        assertThat(claim.path("id").asText()).isEqualTo(id);
    }

    @Test
    void outputsThatAreNoModelFailTheJobInASentence() throws IOException {
        // Given more of them than a bundle of this model may have: that is for the gates to say
        garments.live(base, "garments-hostile", 400);
        String bearer = calls.bearer(Roles.WORKER);
        String id = garments.retrain(base, "garments-hostile");
        JsonNode claim = garments.read(garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\"}"));
        assertThat(claim.path("id").asText()).isEqualTo(id);
        WorkFolder made = WorkFolder.at(folder);
        made.put(WorkFolder.MODEL, Arrays.copyOf("no graph".getBytes(StandardCharsets.UTF_8), 10 << 20));
        made.put(
                WorkFolder.RESULT,
                "{\"temperature\":1,\"trained\":1,\"validated\":1}".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        WorkZip.outputs(made, zip);
        // When
        HttpResponse<String> answer = put(
                bearer,
                "/v1/claims/" + id + "/" + claim.path("fence").asText() + "/outputs",
                "application/zip",
                zip.toByteArray());
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(garments.read(answer).path("state").asText()).isEqualTo("failed");
        assertThat(garments.read(answer).path("error").asText()).contains("model.onnx is not an ONNX file");
    }

    @Test
    void outputsThatSayNothingOfTheTrainingFailTheJobAndAreNotAskedForAgain() throws IOException {
        // Given
        garments.live(base, "garments-speechless", 400);
        String bearer = calls.bearer(Roles.WORKER);
        String id = garments.retrain(base, "garments-speechless");
        JsonNode claim = garments.read(garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\"}"));
        WorkFolder made = WorkFolder.at(folder);
        made.put(WorkFolder.MODEL, DemoData.garments().onnx());
        made.put(WorkFolder.RESULT, "{\"temperature\":-1}".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        WorkZip.outputs(made, zip);
        // When
        HttpResponse<String> answer = put(
                bearer,
                "/v1/claims/" + id + "/" + claim.path("fence").asText() + "/outputs",
                "application/zip",
                zip.toByteArray());
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(garments.read(answer).path("state").asText()).isEqualTo("failed");
        assertThat(garments.read(answer).path("error").asText()).contains("result.json", "\"temperature\":-1");
    }

    @Test
    void whatBreaksWhileTheOutputsAreJudgedEndsTheAttemptAndIsAnswered() throws IOException {
        // Given outputs for a job whose order nobody can read any more
        garments.live(base, "garments-broken", 10);
        String bearer = calls.bearer(Roles.WORKER);
        String id = garments.retrain(base, "garments-broken");
        JsonNode claim = garments.read(garments.send(base, bearer, "POST", "/v1/claims", "{\"worker\":\"a\"}"));
        String path = "/v1/claims/" + id + "/" + claim.path("fence").asText() + "/outputs";
        WorkFolder made = WorkFolder.at(folder);
        made.put(WorkFolder.MODEL, DemoData.garments().onnx());
        made.put(WorkFolder.RESULT, "{}".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        WorkZip.outputs(made, zip);
        garments.number("with broken as (update job set payload = '{\"judgeSince\": \"once\"}' where id = '" + id
                + "' returning id) select count(*) from broken");
        // When
        HttpResponse<String> answer = put(bearer, path, "application/zip", zip.toByteArray());
        // Then it may go better another time, and is not judged again meanwhile
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(garments.read(answer).path("state").asText()).isEqualTo("queued");
        assertThat(garments.read(answer).path("error").asText()).contains("once");
        assertThat(put(bearer, path, "application/zip", zip.toByteArray()).body())
                .contains("claim-lost");
    }

    @Test
    void aTokenThatMayNotTrainIsToldSo() {
        // Given
        String device = calls.bearer(Roles.DEVICE).replace("Bearer ", "");
        RemoteWorker worker = new RemoteWorker(
                base,
                device,
                new RemoteWorker.Settings("phone", Set.of(), Duration.ofSeconds(1)),
                new TrainingChild(training),
                Optional.empty(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        // When / Then
        assertThatThrownBy(worker::runOne)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not take the token")
                .hasMessageContaining("role worker");
    }

    private HttpResponse<String> put(String bearer, String path, String type, byte[] body) {
        return calls.send("PUT", base.resolve(path), body, "Authorization", bearer, "Content-Type", type);
    }

    private Child worker(String name, Path home) throws IOException {
        return RemoteWorkers.start(name, folder, home, base, calls.bearer(Roles.WORKER));
    }
}
