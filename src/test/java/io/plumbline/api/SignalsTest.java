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
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signals beside the error rate, from what is stored to the incident, over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class SignalsTest {
    /** Six weeks ago: a fleet is silent by the clock. */
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(40));

    private final int now = (int) Duration.between(start, Instant.now()).toHours();

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
    private double sure = .95;

    @BeforeEach
    void aLiveModelThatIsSeldomWrongAndSure() {
        model = field.model(base);
        scientist = calls.bearer(Roles.SCIENTIST);
        Histogram confidence = new Histogram();
        for (int i = 0; i < 1_000; i++) {
            confidence.add(i < 900 ? .95 : .55);
        }
        String said = "[[0,0,28,890,0.95],[0,1,28,10,0.95],[0,0,16,10,0.55],[0,1,16,90,0.55]]";
        TreeMap<String, Integer> classes = new TreeMap<>(Map.of("a", 1_000, "b", 0));
        live.release(model, "1", "", new LiveModels.Validation(confidence, 100, classes, said));
    }

    /** Hours in which devices are heard of: six predictions each, ten labels of all. */
    private void hours(int from, int to, int errors, int confident, String... devices) {
        transactions.execute(c -> {
            try (PreparedStatement outcome = c.prepareStatement("insert into outcome_hour values"
                            + " (?, '1', ?, '', '', 0, 10, ?, ?, 0, 0, pg_current_xact_id(), 0.02)");
                    PreparedStatement profile =
                            c.prepareStatement("insert into profile values (?, '1', ?, ?, ?, 0, ?, ?, '{\"a\":6}')")) {
                for (int hour = from; hour < to; hour++) {
                    Timestamp at = Timestamp.from(start.plus(Duration.ofHours(hour)));
                    profile(profile, at, "", "", devices.length);
                    for (String device : devices) {
                        profile(profile, at, "device", device, 1);
                    }
                    outcome.setString(1, model);
                    outcome.setTimestamp(2, at);
                    outcome.setInt(3, errors);
                    outcome.setInt(4, confident);
                    outcome.addBatch();
                }
                profile.executeBatch();
                outcome.executeBatch();
                ProfileDays.note(c);
            }
        });
    }

    private void profile(PreparedStatement row, Timestamp at, String key, String value, int devices)
            throws SQLException {
        Histogram confidence = new Histogram();
        for (int i = 0; i < 6 * devices; i++) {
            confidence.add(i % 10 == 0 ? .55 : sure);
        }
        row.setString(1, model);
        row.setTimestamp(2, at);
        row.setString(3, key);
        row.setString(4, value);
        row.setLong(5, 6L * devices);
        row.setBytes(6, confidence.toBytes());
        row.addBatch();
    }

    private JsonNode evaluated() throws IOException {
        assertThat(evaluator.evaluate(models.require(model))).isTrue();
        return get("/v1/models/" + model + "/incidents").path("items");
    }

    private JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = calls.send(
                "GET", base.resolve(path), new byte[0], "Authorization", scientist, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private JsonNode state() throws IOException {
        return get("/v1/models/" + model + "/drift").path(0);
    }

    @Test
    void errorsThatTheModelIsSureOfRaiseAnAlarmOfTheirOwn() throws IOException {
        // Given
        hours(now - 72, now - 30, 1, 0, "good", "other");
        assertThat(evaluated()).isEmpty();
        JsonNode quiet = state();
        assertThat(quiet.path("confidentAlarm").path("promised").asDouble()).isBetween(.03, .05);
        assertThat(quiet.path("confidentAlarm").path("note").asText()).contains("audited labels");
        // When it errs as often as ever, but is sure of it
        hours(now - 30, now + 1, 1, 1, "good", "other");
        // Then
        JsonNode incidents = evaluated();
        assertThat(incidents).hasSize(1);
        assertThat(incidents.path(0).path("signal").asText()).isEqualTo("confident-error");
        assertThat(incidents.path(0).path("segmentKey").asText()).isEmpty();
        assertThat(state().path("alarm").path("raised").asBoolean()).isFalse();
        assertThat(state().path("confidentAlarm").path("raised").asBoolean()).isTrue();
    }

    @Test
    void aDeviceThatFallsSilentIsAnIncidentUntilItIsHeardAgain() throws IOException {
        // Given two devices, of which one is heard no more
        hours(0, now - 30, 1, 0, "good", "other");
        // When
        hours(now - 30, now - 6, 1, 0, "good");
        // Then
        JsonNode incident = evaluated().path(0);
        assertThat(incident.path("signal").asText()).isEqualTo("silence");
        assertThat(incident.path("direction").asText()).isEqualTo("down");
        assertThat(incident.path("segmentValue").asText()).isEqualTo("other");
        JsonNode silent = state().path("silent").path(0);
        assertThat(silent.path("since").asText())
                .isEqualTo(start.plus(Duration.ofHours(now - 30L)).toString());
        assertThat(silent.path("expected").asDouble()).isBetween(130.0, 145.0);
        assertThat(evaluated()).hasSize(1);
        // When it is back
        hours(now - 6, now, 1, 0, "good", "other");
        // Then
        JsonNode over = evaluated();
        assertThat(over).hasSize(1);
        assertThat(over.path(0).path("state").path("word").asText()).isEqualTo("resolved");
        assertThat(over.path(0).path("state").path("reason").asText()).startsWith("Heard again");
        assertThat(state().path("silent")).isEmpty();
    }

    @Test
    void evidenceOpensAnIncidentAfterTwoWholeDaysOnlyWhereThePolicySaysSo() throws IOException {
        // Given four whole days, on the last two of which the model is less sure
        int midnight = now / 24 * 24;
        hours(midnight - 96, midnight - 48, 1, 0, "good", "other");
        sure = .55;
        hours(midnight - 48, midnight + 1, 1, 0, "good", "other");
        assertThat(evaluated()).as("nothing triggers by default").isEmpty();
        assertThat(state().path("triggered")).isEmpty();
        // When
        HttpResponse<String> changed = calls.send(
                "PUT",
                base.resolve("/v1/models/" + model + "/policy"),
                "{\"triggers\":[\"psi-confidence\"]}".getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/json");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        // Then
        JsonNode incident = evaluated().path(0);
        assertThat(incident.path("signal").asText()).isEqualTo("psi-confidence");
        assertThat(state().path("triggered").path(0).asText()).isEqualTo("psi-confidence");
        assertThat(evaluated()).hasSize(1);
    }

    @Test
    void aBrokenProfileFailsWhatNeedsItAndNoAlarm() throws IOException {
        // Given
        hours(now - 48, now - 12, 1, 0, "good", "other");
        hours(now - 12, now, 9, 0, "good", "other");
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("update profile set confidence = '\\x01' where model = '" + model + "' and hour >= '"
                        + start.plus(Duration.ofHours(now - 3L)) + "'");
            }
        });
        // When
        JsonNode incidents = evaluated();
        // Then
        assertThat(incidents.path(0).path("signal").asText()).isEqualTo("field-error");
        List<String> failed =
                json.readerForListOf(JsonNode.class).<List<JsonNode>>readValue(state().path("signals")).stream()
                        .filter(signal -> signal.path("verdict").asText().equals("FAILED"))
                        .map(signal -> signal.path("id").asText())
                        .toList();
        assertThat(failed)
                .containsExactlyInAnyOrder("psi-confidence", "ks-confidence", "js-confidence", "chi2-classes", "cbpe");
        assertThat(state().path("signals").findValuesAsText("id")).contains("ddm", "version-lag");
    }
}
