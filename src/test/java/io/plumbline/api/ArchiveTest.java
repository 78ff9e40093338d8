package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.drift.Evaluator;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that is out of use, over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ArchiveTest {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    Evaluator evaluator;

    @Inject
    Jobs jobs;

    @Inject
    Garments garments;

    @Inject
    ObjectMapper json;

    private String model = "";
    private String manager = "";

    @BeforeEach
    void aModel() {
        model = field.model(base);
        manager = calls.bearer(Roles.ADMIN);
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path.replace("{model}", model)),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                manager,
                "Content-Type",
                "application/json");
    }

    private JsonNode answer(String method, String path, String body) throws IOException {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private void archive() throws IOException {
        answer("DELETE", "/v1/models/{model}?reason=Nobody+runs+it", "");
    }

    @Test
    void anArchivedModelIsListedAmongThoseAloneWithWhoAndWhy() throws IOException {
        // When
        JsonNode archived = answer("DELETE", "/v1/models/{model}?reason=Nobody+runs+it", "");
        JsonNode again = answer("DELETE", "/v1/models/{model}?reason=Once+more", "");
        // Then
        assertThat(archived.path("name").asText()).isEqualTo(model);
        assertThat(archived.path("reason").asText()).isEqualTo("Nobody runs it");
        assertThat(again).isEqualTo(archived);
        assertThat(answer("GET", "/v1/models?size=200", "").path("items").findValuesAsText("name"))
                .doesNotContain(model);
        assertThat(answer("GET", "/v1/archived-models", "").findValuesAsText("name"))
                .contains(model);
        JsonNode entry =
                answer("GET", "/v1/models/{model}/ledger", "").path("items").path(0);
        assertThat(entry.path("what").asText()).isEqualTo("model-archived");
        assertThat(entry.path("detail").asText()).isEqualTo("Nobody runs it");
        assertThat(entry.path("actor").asText()).startsWith("admin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET    | /v1/models/{model}                      | ``",
                "PUT    | /v1/models/{model}                      | {\"title\":\"New\"}",
                "GET    | /v1/models/{model}/policy               | ``",
                "GET    | /v1/models/{model}/policy/history       | ``",
                "PUT    | /v1/models/{model}/policy               | {\"tolerance\":0.05}",
                "GET    | /v1/models/{model}/versions/1/baseline  | ``",
                "POST   | /v1/models/{model}/versions/1/baseline  | {\"validation\":true,\"reason\":\"why not\"}",
                "GET    | /v1/models/{model}/drift                | ``",
                "GET    | /v1/models/{model}/drift/segments       | ``",
                "GET    | /v1/models/{model}/error-rate.csv       | ``",
                "GET    | /v1/models/{model}/incidents            | ``",
                "GET    | /v1/models/{model}/reports              | ``",
                "GET    | /v1/models/{model}/versions             | ``",
                "POST   | /v1/models/{model}/versions/1/promote   | {}",
                "POST   | /v1/models/{model}/rollback             | {}",
                "POST   | /v1/models/{model}/retrain              | ``",
                "GET    | /v1/models/{model}/retrain-policy       | ``",
                "GET    | /v1/models/{model}/snapshots            | ``",
            })
    void whatIsAskedOfItIsGoneAndSaysHowItComesBack(String method, String path, String body) throws IOException {
        // Given
        archive();
        // When
        HttpResponse<String> answer = call(method, path, body);
        // Then
        JsonNode problem = json.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
        assertThat(problem.path("code").asText()).isEqualTo("model-archived");
        assertThat(problem.path("detail").asText())
                .contains(model, "by admin", "Nobody runs it", "POST /v1/models/" + model + "/restore");
    }

    @Test
    void itTakesNoEventsAndPhonesKeepWhatTheyHaveUntilItComesBack() throws IOException {
        // Given
        archive();
        String event = EventJson.coat(model, model + "/phone", "1", Instant.now());
        // When
        HttpResponse<String> refused = field.send(base, event);
        HttpResponse<String> update = call("GET", "/v1/models/{model}/update", "");
        evaluator.evaluateAll();
        // Then
        assertThat(json.readTree(refused.body()).at("/results/0/code").asText()).isEqualTo("archived-model");
        assertThat(json.readTree(refused.body()).at("/results/0/detail").asText())
                .contains(model, "/restore");
        assertThat(update.statusCode()).as(update.body()).isEqualTo(204);
        assertThat(field.number("select count(*) from drift_evaluation where model = ?", model))
                .isZero();
        // When
        JsonNode back = answer("POST", "/v1/models/{model}/restore", "{\"reason\":\"Sold again\"}");
        // Then
        assertThat(back.path("name").asText()).isEqualTo(model);
        assertThat(field.send(base, event).body()).contains("\"accepted\":1");
        field.awaitStored(model + "/phone", "1");
        evaluator.evaluateAll();
        assertThat(field.number("select count(*) from drift_evaluation where model = ?", model))
                .isOne();
        assertThat(answer("GET", "/v1/models/{model}/ledger", "").path("items").findValuesAsText("what"))
                .startsWith("model-restored", "model-archived");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retrain", "distil"})
    void aJobThatWaitedWhileItsModelWasArchivedFails(String kind) throws IOException {
        // Given
        archive();
        // When
        Job job = jobs.submit(new NewJob(kind, model, "{}", "test"));
        JsonNode ended = garments.ended(base, job.id().toString());
        // Then
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("failed");
        assertThat(ended.path("error").asText()).contains("was archived", "Nobody runs it");
        assertThat(ended.path("attempt").asInt()).isOne();
    }

    @Test
    void nobodySaysWhyOrKnowsTheModel() throws IOException {
        assertProblem(call("DELETE", "/v1/models/{model}", ""), 400, "reason-missing");
        assertProblem(call("POST", "/v1/models/{model}/restore", "{}"), 400, "reason-missing");
        assertProblem(call("DELETE", "/v1/models/nobody-at-all?reason=x", ""), 404, "model-unknown");
        assertThat(answer("GET", "/v1/models/{model}", "").path("name").asText())
                .isEqualTo(model);
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json.readTree(answer.body()).path("code").asText()).isEqualTo(code);
    }
}
