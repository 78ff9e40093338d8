package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.drift.Evaluator;
import io.plumbline.registry.Models;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.LiveModels;
import io.plumbline.testing.LiveModels.Validation;
import io.plumbline.testing.ProfileDays;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An incident from the evaluation of what is stored to the end that people make of it, over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class IncidentsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    Models models;

    @Inject
    LiveModels live;

    @Inject
    Evaluator evaluator;

    @Inject
    Transactions transactions;

    @Inject
    ObjectMapper json;

    private String model = "";
    private String scientist = "";

    @BeforeEach
    void aLiveModelThatErrsInATenth() {
        model = field.model(base);
        scientist = calls.bearer(Roles.SCIENTIST);
        release("1", Optional.empty());
    }

    private void release(String version, Optional<String> parent) {
        Histogram confidence = new Histogram();
        for (int i = 0; i < 1_000; i++) {
            confidence.add(.9);
        }
        live.release(model, version, parent.orElse(""), Validation.ofSums(confidence, Map.of("a", 1_000, "b", 0)));
    }

    /** Hours with 30 labels of each of two devices, as the ingest would have counted them, and one begun after them. */
    private void hours(String version, int from, int to, Map<String, Integer> errors) {
        transactions.execute(c -> {
            try (PreparedStatement outcome = c.prepareStatement("insert into outcome_hour values"
                            + " (?, ?, ?, ?, ?, 0, ?, ?, 0, 0, 0, pg_current_xact_id(), 0.02)");
                    PreparedStatement profile = c.prepareStatement(
                            "insert into profile values (?, ?, ?, '', '', 0, 0, ?, '{}') on conflict do nothing")) {
                for (int hour = from; hour <= to; hour++) {
                    profile.setString(1, model);
                    profile.setString(2, version);
                    profile.setTimestamp(3, at(hour));
                    profile.setBytes(4, new Histogram().toBytes());
                    profile.addBatch();
                    if (hour < to) {
                        int all = 0;
                        for (Map.Entry<String, Integer> device : errors.entrySet()) {
                            add(outcome, version, hour, "device", device.getKey(), 30, device.getValue());
                            all += device.getValue();
                        }
                        add(outcome, version, hour, "", "", 30 * errors.size(), all);
                    }
                }
                outcome.executeBatch();
                profile.executeBatch();
                ProfileDays.note(c);
            }
        });
    }

    private static Timestamp at(int hour) {
        return Timestamp.from(START.plus(Duration.ofHours(hour)));
    }

    private void add(PreparedStatement row, String version, int hour, String key, String value, int n, int errors)
            throws SQLException {
        row.setString(1, model);
        row.setString(2, version);
        row.setTimestamp(3, at(hour));
        row.setString(4, key);
        row.setString(5, value);
        row.setInt(6, n);
        row.setInt(7, errors);
        row.addBatch();
    }

    private JsonNode evaluated() throws IOException {
        assertThat(evaluator.evaluate(models.require(model))).isTrue();
        return answer("GET", "/v1/models/" + model + "/incidents", "").path("items");
    }

    private JsonNode answer(String method, String path, String body) throws IOException {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/json");
    }

    @Test
    void aSingleDeviceThatBreaksIsOneIncidentOfThatDevice() throws IOException {
        // Given
        hours("1", 0, 48, Map.of("good", 3, "bad", 3));
        assertThat(evaluated()).isEmpty();
        // When
        hours("1", 48, 60, Map.of("good", 2, "bad", 15));
        // Then
        JsonNode incidents = evaluated();
        assertThat(incidents).hasSize(1);
        JsonNode incident = incidents.path(0);
        assertThat(incident.path("segmentKey").asText() + " "
                        + incident.path("segmentValue").asText())
                .isEqualTo("device bad");
        assertThat(incident.path("severity").asText()).isEqualTo("critical");
        assertThat(incident.path("harm").asDouble()).isBetween(.15, .4);
        assertThat(incident.path("state").path("word").asText()).isEqualTo("open");
        JsonNode report = answer("GET", "/v1/reports/" + incident.path("report").asText(), "");
        assertThat(report.path("change").path("estimated").asText()).isEqualTo("2026-03-03T00:00:00Z");
        assertThat(report.path("verdict").asText())
                .contains("has become worse on device “bad”", "50.0 % of its predictions", "promised 10.0 %");
        // When nothing else happens, and when the fleet is dragged along
        hours("1", 60, 90, Map.of("good", 2, "bad", 15));
        // Then it stays one
        assertThat(evaluated()).hasSize(1);
        JsonNode state = answer("GET", "/v1/models/" + model + "/drift", "").path(0);
        assertThat(state.path("alarm").path("raised").asBoolean()).isTrue();
        assertThat(state.path("segments")).hasSize(2);
    }

    @Test
    void peopleTakeItOnPutItOffAndEndItAndEveryStepIsInTheLedger() throws IOException {
        // Given
        hours("1", 0, 48, Map.of("good", 3, "bad", 3));
        hours("1", 48, 60, Map.of("good", 12, "bad", 12));
        JsonNode incident = evaluated().path(0);
        assertThat(incident.path("segmentKey").asText()).as("the whole fleet").isEmpty();
        String path = "/v1/incidents/" + incident.path("id").asLong();
        // When
        JsonNode taken = answer("POST", path + "/acknowledge", "");
        Instant until = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        JsonNode putOff = answer("POST", path + "/snooze", "{\"until\":\"" + until + "\",\"reason\":\"On holiday\"}");
        JsonNode ended = answer("POST", path + "/resolve", "{\"reason\":\"A studio lamp was off\"}");
        // Then
        assertThat(taken.path("state").path("word").asText()).isEqualTo("acknowledged");
        assertThat(taken.path("state").path("by").asText()).startsWith("scientist ");
        assertThat(putOff.path("state").path("until").asText()).isEqualTo(until.toString());
        assertThat(ended.path("state").path("word").asText()).isEqualTo("resolved");
        assertThat(ended.path("state").path("reason").asText()).isEqualTo("A studio lamp was off");
        assertThat(call("GET", "/v1/models/" + model + "/ledger", "").body())
                .contains(
                        "incident-opened",
                        "incident-acknowledged",
                        "incident-snoozed",
                        "On holiday",
                        "incident-resolved",
                        "A studio lamp was off");
        assertThat(call("POST", path + "/acknowledge", "").body()).contains("incident-resolved");
        // When it is evaluated again, and all is well for a day
        assertThat(evaluated().path(0).path("state").path("word").asText()).isEqualTo("resolved");
        hours("1", 60, 84, Map.of("good", 3, "bad", 3));
        assertThat(evaluated().path(0).path("state").path("word").asText()).isEqualTo("resolved");
        // When it happens again
        hours("1", 84, 100, Map.of("good", 12, "bad", 12));
        // Then the same incident is open again, with a report of its own
        JsonNode again = evaluated();
        assertThat(again).hasSize(1);
        assertThat(again.path(0).path("state").path("word").asText()).isEqualTo("open");
        assertThat(again.path(0).path("report")).isNotEqualTo(incident.path("report"));
        JsonNode report =
                answer("GET", "/v1/reports/" + again.path(0).path("report").asText(), "");
        assertThat(report.path("change").path("estimated").asText()).isEqualTo("2026-03-04T12:00:00Z");
        assertThat(answer("GET", "/v1/models/" + model + "/reports", "")
                        .path("total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aReplacedVersionIsDoneWithAndARolledBackOneIsNot() throws IOException {
        // Given
        hours("1", 0, 24, Map.of("good", 12, "bad", 12));
        String report = evaluated().path(0).path("report").asText();
        // When
        release("2", Optional.empty());
        // Then
        JsonNode replaced = evaluated().path(0).path("state");
        assertThat(replaced.path("word").asText()).isEqualTo("resolved");
        assertThat(replaced.path("reason").asText()).isEqualTo("Version 1 was replaced.");
        // When
        models.rollback(model, "1", "test", "test");
        // Then
        JsonNode back = evaluated().path(0);
        assertThat(back.path("state").path("word").asText()).isEqualTo("open");
        assertThat(back.path("report").asText()).isEqualTo(report);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/incidents/999999/acknowledge | ``                                                 |"
                        + " incident-unknown",
                "/resolve                         | {}                                                 |"
                        + " reason-missing",
                "/resolve                         | ``                                                 | body-missing",
                "/snooze                          | {\"until\":\"soon\",\"reason\":\"x\"}              | time-invalid",
                "/snooze                          | {\"until\":\"2020-01-01T00:00:00Z\",\"reason\":\"x\"} |"
                        + " snooze-invalid",
                "/snooze                          | {\"until\":\"2999-01-01T00:00:00Z\",\"reason\":\"x\"} |"
                        + " snooze-invalid",
                "/snooze                          | {\"until\":\"2999-01-01T00:00:00Z\"}               | reason-missing"
            })
    void whatCannotBeDecidedIsSaid(String path, String body, String code) throws IOException {
        // Given
        hours("1", 0, 24, Map.of("good", 12, "bad", 12));
        long id = evaluated().path(0).path("id").asLong();
        // When
        HttpResponse<String> answer = call("POST", path.startsWith("/v1") ? path : "/v1/incidents/" + id + path, body);
        // Then
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(json.readTree(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(answer("GET", "/v1/incidents/" + id, "")
                        .path("state")
                        .path("word")
                        .asText())
                .isEqualTo("open");
    }

    @Test
    void aPolicyChangesWhatIsWatched() throws IOException {
        // Given a device that errs more, but within a tolerance that is wide enough
        answer("PUT", "/v1/models/" + model + "/policy", "{\"tolerance\":0.5,\"segments\":[]}");
        hours("1", 0, 24, Map.of("good", 3, "bad", 15));
        assertThat(evaluated()).isEmpty();
        assertThat(answer("GET", "/v1/models/" + model + "/drift", "").path(0).path("segments"))
                .isEmpty();
        // When
        answer("PUT", "/v1/models/" + model + "/policy", "{\"tolerance\":0.02}");
        // Then
        assertThat(evaluated().path(0).path("segmentValue").asText()).isEqualTo("bad");
        assertThat(answer("GET", "/v1/models/" + model + "/drift", "")
                        .path(0)
                        .path("policy")
                        .asInt())
                .isEqualTo(2);
    }
}
