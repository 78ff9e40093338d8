package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.access.Roles;
import io.plumbline.app.RetrainModel;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A retraining by the worker inside the application, in its child process. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class RetrainingTest {
    private static final String MODEL = "garments-here";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Garments garments;

    @Inject
    Calls calls;

    @Test
    void aRetrainingMakesACandidateAndTheNextOneComputesNoEmbeddingTwice() throws IOException {
        // Given
        garments.live(base, MODEL, 1_600);
        // When
        String id = garments.retrain(base, MODEL);
        // Then
        JsonNode first = garments.ended(base, id);
        leavesItsCurveAndItsLog(id, first);
        theNextOneSaysWhatANewClassTakes();
        theSameSnapshotAndSeedGiveTheSameBundle(first);
    }

    private void leavesItsCurveAndItsLog(String id, JsonNode job) throws IOException {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.path("timeout").asText()).isEqualTo("PT12H");
        assertThat(job.path("priority").asInt()).isEqualTo(10);
        String version = job.path("result").path("version").asText();
        JsonNode candidate = garments.get(base, "/v1/models/" + MODEL + "/versions/" + version);
        assertThat(candidate.path("origin").asText()).isEqualTo("job:" + id);
        assertThat(candidate.path("parent").asText()).isEqualTo("1");
        assertThat(candidate.path("verdicts")).hasSize(5);
        assertThat(candidate.path("verdicts").path(0).path("outcome").asText())
                .as(candidate.path("verdicts").toString())
                .isEqualTo("PASSED");
        JsonNode points = garments.get(base, "/v1/jobs/" + id + "/points");
        assertThat(points.size()).isGreaterThan(5);
        assertThat(points.path(0).path("step").asInt()).isEqualTo(1);
        assertThat(points.path(0).path("values").path("validation loss").asDouble())
                .isPositive();
        assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                .anyMatch(line -> line.contains("pictures to learn from"))
                .anyMatch(line -> line.startsWith("QUALITY"));
        HttpResponse<String> whole = follow(id, "");
        assertThat(whole.body()).contains("event:log", "event:point", "event:job", "\"state\":\"succeeded\"");
        String last = whole.body()
                .substring(whole.body().lastIndexOf("id:") + 3)
                .lines()
                .findFirst()
                .orElseThrow()
                .strip();
        assertThat(follow(id, last).body()).contains("event:job").doesNotContain("event:log", "event:point");
        assertThat(follow(id, "yesterday").body()).contains("event-id-invalid", "yesterday");
        assertThat(garments.number("select count(*) from job_checkpoint where job = '" + id + "'"))
                .isZero();
    }

    private void theNextOneSaysWhatANewClassTakes() throws IOException {
        // Given some pictures of a class that the model does not know
        garments.relabel(MODEL, 5, "hat");
        // When
        String id = garments.retrain(base, MODEL);
        JsonNode second = garments.ended(base, id);
        // Then
        assertThat(second.path("state").asText()).as(second.toString()).isEqualTo("succeeded");
        assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                .anyMatch(
                        line -> line.matches("[1-9][0-9,]* embeddings are known from earlier trainings, 0 are new\\."))
                .anyMatch(line -> line.contains("The class 'hat' is new and left out: it takes 50 pictures"));
    }

    /** But for the number of the version, and though labels are others by now. */
    private void theSameSnapshotAndSeedGiveTheSameBundle(JsonNode first) throws IOException {
        // When
        String snapshot = garments.snapshot(base, first);
        JsonNode again = garments.ended(base, garments.retrain(base, MODEL, "?seed=1&snapshot=" + snapshot));
        // Then
        Garments.requireSame(garments.made(base, first), garments.made(base, again));
    }

    @Test
    void aWholeNetworkIsTrainedFromNothingAndJudgedByTheSameGates() throws IOException {
        // Given
        String model = MODEL + "-whole";
        garments.live(base, model, 600);
        // When
        String id = garments.retrain(base, model, "?trainer=whole-network");
        JsonNode job = garments.ended(base, id);
        // Then
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
        String version = job.path("result").path("version").asText();
        JsonNode candidate = garments.get(base, "/v1/models/" + model + "/versions/" + version);
        assertThat(candidate.path("verdicts")).hasSize(5);
        assertThat(candidate.path("verdicts").findValuesAsText("gate"))
                .contains("QUALITY", "SAFETY", "BUDGET", "INFRA", "INTEGRITY");
        JsonNode points = garments.get(base, "/v1/jobs/" + id + "/points");
        assertThat(points.size()).isGreaterThan(5);
        assertThat(points.path(0).path("values").path("validation loss").asDouble())
                .isPositive();
        Bundle made = garments.stored(candidate.path("sha256").asText());
        assertThat(made.card()).contains("trained from scratch").contains("nothing else of that version is in it");
        assertThat(GoldenCheck.check(made).passed()).isTrue();
        assertThat(made.definition().input())
                .isEqualTo(DemoData.garments().definition().input());
        assertThat(garments.get(base, "/v1/jobs/" + id + "/log").findValuesAsText("line"))
                .anyMatch(line -> line.startsWith("A network from nothing: "));
    }

    @Test
    void aTrainerThatDoesNotExistIsNamedWithThoseThatDo() throws IOException {
        // Given
        String model = MODEL + "-trainers";
        garments.live(base, model, 10);
        // When
        HttpResponse<String> refused = garments.send(
                base,
                calls.bearer(Roles.SCIENTIST),
                "POST",
                "/v1/models/" + model + "/retrain?trainer=first-layer",
                "");
        HttpResponse<String> unknown = garments.send(
                base, calls.bearer(Roles.SCIENTIST), "POST", "/v1/models/" + model + "/retrain?snapshot=last", "");
        // Then
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("trainer-unknown", "'first-layer'", "last-layer, whole-network");
        assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(404);
        assertThat(unknown.body()).contains("snapshot-unknown", "There is no snapshot last.");
        assertThat(garments.send(
                                base,
                                calls.bearer(Roles.SCIENTIST),
                                "POST",
                                "/v1/models/" + model + "/retrain?seed=x",
                                "")
                        .body())
                .contains("seed-invalid", "seed is 'x'");
    }

    @Test
    void theCommandLineAsksForARetrainingAndHandsOnWhatTheServerRefuses() throws IOException {
        // Given
        String model = MODEL + "-command";
        garments.live(base, model, 10);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> usual = List.of(
                "--server",
                base.toString(),
                "--token",
                calls.bearer(Roles.SCIENTIST).substring("Bearer ".length()),
                "--model",
                model,
                "--trainer");
        // When
        int refused = retrain(usual, "first-layer", out, err);
        int started = retrain(usual, "whole-network", out, err);
        // Then
        assertThat(refused).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("no trainer 'first-layer'; there are last-layer, whole-network");
        assertThat(started).isZero();
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(said).contains(" is queued: " + base + "jobs/");
        JsonNode job = garments.ended(base, said.substring(4, 4 + 36));
        assertThat(job.path("kind").asText()).isEqualTo("retrain");
        // And ten pictures are too few
        assertThat(job.path("state").asText()).isEqualTo("failed");
        assertThat(RetrainModel.run(List.of("--model"), new PrintStream(out), new PrintStream(err)))
                .isEqualTo(2);
    }

    private static int retrain(List<String> usual, String trainer, OutputStream out, OutputStream err)
            throws IOException {
        List<String> all = new ArrayList<>(usual);
        all.add(trainer);
        return RetrainModel.run(
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void aClassThatTheModelDoesNotHaveCannotBeLeftOut() throws IOException {
        // Given
        String model = MODEL + "-shoes";
        garments.live(base, model, 10);
        // When
        HttpResponse<String> refused = calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/retrain?without=shoe"),
                new byte[0],
                "Authorization",
                calls.bearer(Roles.SCIENTIST));
        // Then
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("class-unknown", "no class 'shoe'", "t-shirt");
    }

    private HttpResponse<String> follow(String id, String from) {
        return calls.send(
                "GET",
                base.resolve("/v1/jobs/" + id + "/events"),
                new byte[0],
                "Authorization",
                calls.bearer(Roles.SCIENTIST),
                "Last-Event-ID",
                from);
    }
}
