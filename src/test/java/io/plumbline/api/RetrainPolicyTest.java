package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Photographs;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.retrain.Retrainings;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a model is retrained, over HTTP; and what is written down about it. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class RetrainPolicyTest {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    @Inject
    Retrainings retrainings;

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Inject
    Transactions transactions;

    private String scientist = "";
    private String model = "";
    private String policy = "";

    @BeforeEach
    void aModel() {
        scientist = calls.bearer(Roles.SCIENTIST);
        model = field.model(base);
        policy = "/v1/models/" + model + "/retrain-policy";
    }

    @Test
    void aNewModelNeedsNone() throws IOException {
        assertThat(answer("GET", policy, "").toString())
                .isEqualTo(
                        "{\"revision\":0,\"onIncident\":true,\"incidentLabels\":600,\"zone\":\"UTC\",\"cooldown\":\"PT6H\","
                                + "\"labelsPerClass\":5,\"monthlyBudget\":30}");
    }

    @Test
    void aChangeIsARevisionInTheLedger() throws IOException {
        // When
        JsonNode changed = answer(
                "PUT",
                policy,
                "{\"revision\":0,\"newLabels\":50,\"schedule\":\"0 3 * *"
                        + " 1\",\"zone\":\"Europe/Vienna\",\"cooldown\":\"P1D\",\"reason\":\"Labels come in weekly\"}");
        // Then
        assertThat(changed.path("revision").asInt()).isEqualTo(1);
        assertThat(changed.path("schedule").asText()).isEqualTo("0 3 * * 1");
        assertThat(call("PUT", policy, "{\"revision\":0,\"newLabels\":60}").body())
                .contains("policy-changed");
        assertThat(answer("PUT", policy, "{\"newLabels\":0,\"schedule\":\"\"}").has("schedule"))
                .isFalse();
        assertThat(answer("GET", policy + "/history", "").path("total").asInt()).isEqualTo(2);
        assertThat(field.text("select detail from ledger where what = 'retrain-policy-changed' and model = ?", model))
                .contains("for 50 new labels", "0 3 * * 1", "Labels come in weekly");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"incidentLabels\":0}|incidentLabels is 0",
                "{\"newLabels\":-1}|newLabels is -1",
                "{\"schedule\":\"daily\"}|schedule is 'daily'",
                "{\"zone\":\"Viena\"}|zone is 'Viena'",
                "{\"cooldown\":\"6h\"}|cooldown is '6h'",
                "{\"cooldown\":\"P367D\"}|from PT0S to P366D",
                "{\"monthlyBudget\":1001}|monthlyBudget is 1001",
                "{\"teacher\":\"isnet/1/2\"}|write a model, or a model and its version",
                "{\"labelPerClass\":1}|perhaps labelsPerClass is meant"
            })
    void whatCannotBeIsNamed(String body, String words) {
        assertThat(call("PUT", policy, body).body()).contains("policy-invalid").contains(words);
    }

    @Test
    void newLabelsStartARetrainingOnceEachClassHasEnoughAndTheCooldownHoldsTheNextOne() throws IOException {
        // Given a live version of two classes, and a policy
        live();
        answer("PUT", policy, "{\"newLabels\":3,\"labelsPerClass\":1}");
        label("bag", 2);
        // When
        retrainings.startDue();
        // Then
        assertThat(latest().path("sentence").asText())
                .isEqualTo("Waits: no incident of errors is open; 2 of 3 new labels.");
        // When
        label("bag", 2);
        retrainings.startDue();
        // Then
        assertThat(latest().path("code").asText()).isEqualTo("too-few-labels");
        assertThat(latest().path("sentence").asText())
                .isEqualTo("Due for 4 new labels of 3, but waits: 0 of 1 labels of class coat.");
        // When
        label("coat", 1);
        retrainings.startDue();
        retrainings.startDue();
        // Then
        assertThat(field.number("select count(*) from job where model = ?", model))
                .isEqualTo(1);
        // A worker may have found out already that this is no bundle: what failed has used up no labels.
        assertThat(latest().path("code").asText()).isIn("under-way", "cooldown");
        JsonNode started = decisions().path("items").get(1);
        assertThat(started.path("sentence").asText()).isEqualTo("Starts for 5 new labels of 3.");
        assertThat(started.path("job").asText())
                .isEqualTo(field.text("select id::text from job where model = ?", model));
        // When it failed, and there are more labels
        field.text(
                "with done as (update job set state = 'failed', lease_until = null, finished_at = now() where model ="
                        + " ? returning 1) select count(*) from done",
                model);
        label("bag", 4);
        retrainings.startDue();
        // Then
        assertThat(latest().path("code").asText()).isEqualTo("cooldown");
        assertThat(latest().path("sentence").asText()).contains("Due for 9 new labels of 3, but waits: cooldown until");
        // When somebody wants it all the same
        HttpResponse<String> byHand = call("POST", "/v1/models/" + model + "/retrain", "");
        // Then
        assertThat(byHand.statusCode()).as(byHand.body()).isBetween(200, 202);
        assertThat(latest().path("code").asText()).isEqualTo("started-by-hand");
        assertThat(latest().path("sentence").asText()).contains("By hand it does not wait: cooldown until");
    }

    @Test
    void whatDoesNotChangeIsWrittenOnce() throws IOException {
        // When
        live();
        retrainings.startDue();
        retrainings.startDue();
        retrainings.startDue();
        // Then
        assertThat(decisions().path("total").asInt()).isEqualTo(1);
        assertThat(latest().path("code").asText()).isEqualTo("nothing-due");
    }

    private void live() {
        byte[] content = model.getBytes(StandardCharsets.UTF_8);
        models.addCandidate(
                new NewVersion(
                        model,
                        "1",
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        List.of("bag", "coat"),
                        "{\"n\":10,\"errors\":1}",
                        "",
                        "upload",
                        List.of()),
                "test");
        models.promote(model, "1", "test", "");
    }

    private void label(String label, int n) {
        String source = "/devices/" + UUID.randomUUID();
        String last = "";
        for (int i = 0; i < n; i++) {
            byte[] picture = Photographs.png(UUID.randomUUID().getMostSignificantBits());
            calls.send(
                    "PUT",
                    base.resolve("/v1/images/" + Sha256.of(picture)),
                    picture,
                    "Authorization",
                    calls.bearer(Roles.DEVICE),
                    "Content-Type",
                    "image/png");
            last = "c" + i;
            field.send(
                    base,
                    EventJson.prediction(
                            model,
                            source,
                            "p" + i,
                            Instant.now(),
                            "\"label\":\"boot\",\"confidence\":0.9,\"image\":\"sha256:" + Sha256.of(picture) + "\""),
                    EventJson.correction(model, source, last, Instant.now(), "p" + i, label, ""));
        }
        field.awaitStored(source, last);
    }

    private JsonNode decisions() throws IOException {
        return answer("GET", "/v1/models/" + model + "/retrain-decisions", "");
    }

    private JsonNode latest() throws IOException {
        return decisions().path("items").get(0);
    }

    private JsonNode answer(String method, String at, String body) throws IOException {
        HttpResponse<String> answer = call(method, at, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String at, String body) {
        return calls.send(
                method,
                base.resolve(at),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/json");
    }
}
