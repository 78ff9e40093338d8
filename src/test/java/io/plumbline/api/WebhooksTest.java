package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.drift.Incidents;
import io.plumbline.jobs.Job.State;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.lifecycle.Deliverer;
import io.plumbline.lifecycle.Receiver;
import io.plumbline.lifecycle.Relay;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.store.Blobs;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.TopicRecords;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens, from the API to the topic and to somebody's HTTP server. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class WebhooksTest {
    private static final String PROMOTED = "io.plumbline.version.promoted.v1";
    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]+),v1=([0-9a-f]{64})");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    Relay relay;

    @Inject
    Deliverer deliverer;

    @Inject
    Incidents incidents;

    @Inject
    Jobs jobs;

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Inject
    ObjectMapper json;

    private String model = "";
    private String manager = "";

    @BeforeEach
    void aModelWithALiveVersion() {
        model = field.model(base);
        manager = calls.bearer(Roles.RELEASE_MANAGER);
        byte[] content = model.getBytes(StandardCharsets.UTF_8);
        models.addCandidate(
                new NewVersion(
                        model,
                        "3",
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        List.of("a", "b"),
                        "{\"n\":1000,\"errors\":100,\"labels\":{},\"confidence\":\"\"}",
                        "",
                        "upload",
                        List.of()),
                "test");
        models.promote(model, "3", "test", "first");
    }

    /** As the evaluation would have opened it, but for its report. */
    private long incident() {
        return field.number("""
            insert into incident (model, version, segment_key, segment_value, signal, direction, opened_at, state_at,
                                  harm, report)
            values (?, '3', 'device', 'Tecno KC8', 'field-error', 'up', now(), now(), 0.07, ?::uuid) returning id
            """, model, new UUID(0, 7).toString());
    }

    @Test
    void anIncidentThatIsResolvedIsInTheTopicAndWithWhomeverWantsIt() throws Exception {
        try (Receiver receiver = new Receiver()) {
            // Given a webhook for this model
            JsonNode hook = call(
                    "POST",
                    "/v1/webhooks",
                    "{\"name\":\"" + model + "\",\"url\":\"" + receiver.url("/in") + "\",\"model\":\"" + model + "\"}",
                    201);
            String secret = hook.path("secret").asText();
            long id = incident();
            // When somebody resolves an incident
            call("POST", "/v1/incidents/" + id + "/resolve", "{\"reason\":\"The lamp was off – “again”\"}", 200);
            relay.run();
            deliverer.run();
            Await.until("told", PATIENCE, () -> delivered(hook.path("id").asLong()) == 1);
            // Then the topic has it
            ConsumerRecord<String, String> record = published("incident");
            JsonNode event = json.readTree(record.value());
            assertThat(event.path("type").asText()).isEqualTo("io.plumbline.incident.resolved.v1");
            assertThat(event.path("subject").asText()).isEqualTo(model + "/3");
            JsonNode data = event.path("data");
            assertThat(data.path("what").asText()).isEqualTo("incident-resolved");
            assertThat(data.path("detail").asText()).endsWith("The lamp was off – “again”");
            assertThat(data.path("actor").asText()).startsWith("release-manager ");
            assertThat(data.at("/incident/number").asLong()).isEqualTo(id);
            assertThat(data.at("/incident/severity").asText()).isEqualTo("serious");
            assertThat(data.at("/incident/harm").asDouble()).isEqualTo(.07);
            assertThat(data.at("/incident/segmentValue").asText()).isEqualTo("Tecno KC8");
            assertThat(data.at("/incident/signal").asText()).isEqualTo("field-error");
            assertThat(data.at("/incident/report").asText()).isEqualTo("/reports/" + new UUID(0, 7));
            // And so has the receiver, byte for byte, with a signature that it can check
            Receiver.Request request = receiver.requests().get(0);
            assertThat(request.body()).isEqualTo(record.value());
            Matcher signature = SIGNATURE.matcher(request.header("Plumbline-signature"));
            assertThat(signature.matches()).isTrue();
            assertThat(signature.group(2)).isEqualTo(hmac(secret, signature.group(1) + "." + request.body()));
            // And the log says so, and nobody is told the secret again
            HttpResponse<String> log =
                    answer("GET", "/v1/webhooks/" + hook.path("id").asLong() + "/deliveries", "");
            JsonNode delivery = json.readTree(log.body()).at("/items/0");
            assertThat(delivery.path("state").asText()).isEqualTo("delivered");
            assertThat(delivery.path("status").asInt()).isEqualTo(204);
            assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
            assertThat(delivery.path("event").asText())
                    .isEqualTo(event.path("id").asText());
            assertThat(answer("GET", "/v1/webhooks", "").body() + log.body()).doesNotContain(secret);
        }
    }

    @Test
    void aNewSecretSignsWhatIsSentFromThenOnAndTheOldOneNoMore() throws Exception {
        try (Receiver receiver = new Receiver()) {
            // Given
            JsonNode hook = call(
                    "POST",
                    "/v1/webhooks",
                    "{\"name\":\"" + model + "\",\"url\":\"" + receiver.url("/in") + "\",\"model\":\"" + model + "\"}",
                    201);
            String path = "/v1/webhooks/" + hook.path("id").asLong();
            // When
            JsonNode changed = call("POST", path + "/secret", "", 200);
            call("POST", path + "/test", "", 202);
            deliverer.run();
            Await.until("told", PATIENCE, () -> delivered(hook.path("id").asLong()) == 1);
            // Then
            String secret = changed.path("secret").asText();
            assertThat(secret)
                    .startsWith("whs_")
                    .isNotEqualTo(hook.path("secret").asText());
            assertThat(changed.path("name")).isEqualTo(hook.path("name"));
            Receiver.Request request = receiver.requests().get(0);
            Matcher signature = SIGNATURE.matcher(request.header("Plumbline-signature"));
            assertThat(signature.matches()).isTrue();
            assertThat(signature.group(2)).isEqualTo(hmac(secret, signature.group(1) + "." + request.body()));
            assertThat(field.text(
                            "select actor from ledger where what = 'webhook-secret-changed' and detail like ?",
                            "%'" + model + "'%"))
                    .startsWith("release-manager ");
            call("POST", "/v1/webhooks/999999999/secret", "", 404);
        }
    }

    @Test
    void whatIsTakenBackWasNeverSaid() {
        // Given
        long id = incident();
        // When
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    incidents.resolve(id, "Over", "anna");
                    throw new IllegalStateException("died");
                }))
                .hasMessageContaining("died");
        // Then
        assertThat(events()).isEqualTo(PROMOTED);
        // When it happens after all
        incidents.resolve(id, "Over", "anna");
        // Then
        assertThat(events()).isEqualTo(PROMOTED + " io.plumbline.incident.resolved.v1");
    }

    @Test
    void theEndOfAJobIsAnEventToo() {
        // Given a job that nobody can do, of which the last worker died
        UUID job = jobs.submit(new NewJob("unheard-of", model, "{}", "anna")).id();
        field.text("""
            update job set state = 'running', attempt = max_attempts, worker = 'worker-9', lease_until = now() - interval '1 hour'
             where id = ?::uuid returning id
            """, job.toString());
        // When the workers of the application look for work
        Await.until("buried", PATIENCE, () -> jobs.job(job).state() == State.FAILED);
        // Then
        assertThat(events()).isEqualTo(PROMOTED + " io.plumbline.job.failed.v1");
        assertThat(field.text("select body from lifecycle_event where model = ? order by number", model))
                .contains("\"actor\":\"worker-9\"", "was not heard of any more", "\"page\":\"/jobs/" + job);
    }

    @Test
    void aJobThatIsCancelledIsAnEventToo() {
        // Given
        UUID job = jobs.submit(new NewJob("unheard-of", model, "{}", "anna")).id();
        // When
        jobs.cancel(job, "bert");
        // Then
        assertThat(events()).isEqualTo(PROMOTED + " io.plumbline.job.cancelled.v1");
        assertThat(field.text("select body from lifecycle_event where model = ? order by number", model))
                .contains("\"actor\":\"bert\"", "was cancelled.", "\"page\":\"/jobs/" + job);
    }

    @Test
    void aWebhookIsChangedTriedAndDeletedAndTheLedgerSaysWho() throws Exception {
        try (Receiver receiver = new Receiver()) {
            // Given
            String url = receiver.url("/hidden-path");
            JsonNode made =
                    call("POST", "/v1/webhooks", "{\"name\":\"to " + model + "\",\"url\":\"" + url + "\"}", 201);
            String path = "/v1/webhooks/" + made.path("id").asLong();
            assertThat(made.path("enabled").asBoolean()).isTrue();
            // When
            JsonNode changed = call(
                    "PATCH", path, "{\"types\":[\"io.plumbline.job.failed.v1\"],\"model\":\"" + model + "\"}", 200);
            JsonNode test = call("POST", path + "/test", "", 202);
            deliverer.run();
            Await.until("tried", PATIENCE, () -> delivered(made.path("id").asLong()) == 1);
            JsonNode again =
                    call("POST", path + "/deliveries/" + test.path("id").asLong() + "/redeliver", "", 202);
            // Then
            assertThat(changed.path("url").asText()).isEqualTo(url);
            assertThat(changed.path("model").asText()).isEqualTo(model);
            assertThat(call("PATCH", path, "{\"model\":\"\"}", 200).has("model"))
                    .isFalse();
            assertThat(again.path("state").asText()).isEqualTo("waiting");
            assertThat(answer("DELETE", path, "").statusCode()).isEqualTo(204);
            assertThat(answer("GET", path, "").body()).contains("webhook-unknown");
            assertThat(field.text(
                            "select what || ': ' || detail from ledger where detail like ?", "%to " + model + "%"))
                    .contains("webhook-created", "webhook-changed", "webhook-deleted", "io.plumbline.job.failed.v1")
                    .doesNotContain("hidden-path");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                                       | body-missing",
                "{\"name\":\"x\",\"url\":\"ftp://x/\"}                                    | webhook-url-invalid",
                "{\"name\":\"x\",\"url\":\"https://a:b@x/\"}                              | webhook-url-invalid",
                "{\"name\":\"x\"}                                                         | webhook-url-invalid",
                "{\"url\":\"https://x/\"}                                                 | webhook-name-invalid",
                "{\"name\":\"x\",\"url\":\"https://x/\",\"types\":[\"all\"]}              | webhook-type-unknown",
                "{\"name\":\"x\",\"url\":\"https://x/\",\"types\":[null]}                 | webhook-type-unknown",
                "{\"name\":\"x\",\"url\":\"https://x/\",\"model\":\"nobodys\"}            | model-unknown",
                "{\"name\":\"x\",\"url\":\"https://x/\",\"secret\":\"mine\"}              | webhook-setting-unknown",
                "{\"name\":\"x\",\"url\":\"https://x/\",\"enabled\":\"perhaps\"}          | json-invalid"
            })
    void whatCannotBeIsSaid(String body, String code) throws IOException {
        HttpResponse<String> answer = answer("POST", "/v1/webhooks", body);
        assertThat(json.readTree(answer.body()).path("code").asText())
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.statusCode()).isBetween(400, 499);
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        String body = "{\"name\":\"" + model + "\",\"url\":\"https://example.com/\"}";
        call("POST", "/v1/webhooks", body, 201);
        assertThat(answer("POST", "/v1/webhooks", body).body()).contains("webhook-name-taken");
    }

    /** What the topic has about something of this model. */
    private ConsumerRecord<String, String> published(String word) {
        return TopicRecords.read(broker, "plumbline.lifecycle", 1).stream()
                .filter(r -> model.equals(r.key()) && r.value().contains(word))
                .findFirst()
                .orElseThrow();
    }

    private String events() {
        return field.text("select type from lifecycle_event where model = ? order by number", model);
    }

    private long delivered(long hook) {
        return field.number(
                "select count(*) from webhook_delivery where webhook = ?::bigint and state = 'delivered'",
                Long.toString(hook));
    }

    private static String hmac(String secret, String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode call(String method, String path, String body, int status) throws IOException {
        HttpResponse<String> answer = answer(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> answer(String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                manager,
                "Content-Type",
                "application/json");
    }
}
