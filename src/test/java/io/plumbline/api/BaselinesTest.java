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
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What versions are measured against, over HTTP and on the page. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class BaselinesTest {
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");

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
    Transactions transactions;

    @Inject
    Evaluator evaluator;

    @Inject
    ObjectMapper json;

    private String scientist = "";
    private String model = "";
    private String baseline = "";

    @BeforeEach
    void aLiveModelThatErredInATenthOfItsValidation() {
        scientist = calls.bearer(Roles.SCIENTIST);
        model = field.model(base);
        baseline = "/v1/models/" + model + "/versions/1/baseline";
        release("1", "");
    }

    private void release(String version, String parent) {
        live.release(
                model,
                version,
                parent,
                Validation.ofSums(Histogram.fromBytes(confidence(1_000)), Map.of("a", 1_000, "b", 0)));
    }

    private static byte[] confidence(int n) {
        Histogram histogram = new Histogram();
        for (int i = 0; i < n; i++) {
            histogram.add(.9);
        }
        return histogram.toBytes();
    }

    /** Hours of the field, as the ingest would have counted them: predictions, and audited labels with the wrong ones. */
    private void hours(int from, int to, int labels, int errors) {
        transactions.execute(c -> {
            try (PreparedStatement outcome = c.prepareStatement("""
                insert into outcome_hour as h values (?, '1', ?, '', '', 0, ?, ?, 0, 0, 0, pg_current_xact_id(), 0.1)
                on conflict (model, version, hour, segment_key, segment_value, shard, propensity) do update
                    set audited = h.audited + excluded.audited, changed = excluded.changed
                """);
                    PreparedStatement label = c.prepareStatement("""
                        insert into label_hour as h values (?, '1', ?, '', '', 'a', ?, 27, 0.1, ?, 900000000)
                        on conflict (model, version, hour, segment_key, segment_value, predicted, corrected, band,
                            propensity) do update set n = h.n + excluded.n
                        """);
                    PreparedStatement profile = c.prepareStatement("""
                        insert into profile values (?, '1', ?, '', '', 0, 10, ?, '{"a":10}') on conflict do nothing
                        """)) {
                for (int hour = from; hour < to; hour++) {
                    Timestamp at = Timestamp.from(at(hour));
                    profile.setString(1, model);
                    profile.setTimestamp(2, at);
                    profile.setBytes(3, confidence(10));
                    profile.addBatch();
                    outcome.setString(1, model);
                    outcome.setTimestamp(2, at);
                    outcome.setInt(3, labels);
                    outcome.setInt(4, errors);
                    outcome.addBatch();
                    label.setString(1, model);
                    label.setTimestamp(2, at);
                    label.setString(3, "a");
                    label.setInt(4, labels - errors);
                    label.addBatch();
                    if (errors > 0) {
                        label.setString(3, "b");
                        label.setInt(4, errors);
                        label.addBatch();
                    }
                }
                profile.executeBatch();
                ProfileDays.note(c);
                outcome.executeBatch();
                label.executeBatch();
            }
        });
    }

    private static Instant at(int hour) {
        return START.plus(Duration.ofHours(hour));
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

    private JsonNode answer(String method, String path, String body) throws IOException {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static String span(int from, int until) {
        return "{\"from\":\"" + at(from) + "\",\"until\":\"" + at(until) + "\",\"reason\":\"A good week\"}";
    }

    @Test
    void aVersionThatWasNeverHeardOfIsMeasuredAgainstItsValidation() throws IOException {
        // When
        JsonNode now = answer("GET", baseline, "");
        // Then
        assertThat(now.path("origin").asText()).isEqualTo("validation");
        assertThat(now.path("chosen").asBoolean()).isFalse();
        assertThat(now.path("labels").asInt()).isEqualTo(1_000);
        assertThat(now.path("errorRate").asDouble()).isEqualTo(0.1);
        assertThat(now.path("lower").asDouble()).isBetween(0.08, 0.1);
        assertThat(now.path("upper").asDouble()).isBetween(0.1, 0.13);
        assertThat(now.has("confidentErrors")).as("its bundle does not tell").isFalse();
        assertThat(now.path("history")).isEmpty();
    }

    @Test
    void theErrorRateIsATableHourByHourUpToTheLastOneThatIsOver() {
        // Given
        hours(0, 4, 10, 2);
        // When
        HttpResponse<String> table = call("GET", "/v1/models/" + model + "/error-rate.csv", "");
        // Then
        assertThat(table.statusCode()).as(table.body()).isEqualTo(200);
        assertThat(table.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        List<String> lines = table.body().lines().toList();
        assertThat(lines.get(0)).startsWith("version,hour,labels,errors,confident_errors,rate,lower,upper,voluntary");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).startsWith("1," + at(0) + ",10,2,0,0.2,0.0252").endsWith(",0,0");
        assertThat(call("GET", "/v1/models/" + model + "/error-rate.csv?key=colour", "")
                        .body())
                .contains("segment-unknown");
    }

    @Test
    void aSpanOfTheFieldIsPinnedWithAReasonAndFollowsItsLateLabels() throws IOException {
        // Given
        hours(0, 48, 10, 2);
        // When
        JsonNode pinned = answer("POST", baseline, span(0, 24));
        // Then
        assertThat(pinned.path("origin").asText()).isEqualTo("field");
        assertThat(pinned.path("labels").asInt()).isEqualTo(240);
        assertThat(pinned.path("errors").asInt()).isEqualTo(48);
        assertThat(pinned.path("confidentErrors").asInt()).isEqualTo(48);
        assertThat(pinned.path("classes").path("a").asInt()).isEqualTo(240);
        assertThat(pinned.path("history").path(0).path("reason").asText()).isEqualTo("A good week");
        assertThat(call("GET", "/v1/models/" + model + "/ledger", "").body())
                .contains("baseline-chosen", "the field from " + at(0));
        // When labels come late, for an hour within and one without
        hours(23, 25, 5, 0);
        // Then
        assertThat(answer("GET", baseline, "").path("labels").asInt()).isEqualTo(245);
        // When it is taken back
        JsonNode back = answer("POST", baseline, "{\"policy\":true,\"reason\":\"No\"}");
        // Then the history says so
        assertThat(back.path("origin").asText()).isEqualTo("validation");
        assertThat(back.path("history").size()).isEqualTo(2);
        assertThat(back.path("history").path(0).path("what").asText()).isEqualTo("what the policy says");
    }

    @Test
    void firstDaysOfTheFieldCountOnceTheyAreOverAndHaveLabels() throws IOException {
        // Given
        answer(
                "PUT",
                "/v1/models/" + model + "/policy",
                "{\"baseline\":\"field\",\"baselineDays\":1,\"maturity\":\"PT2H\"}");
        hours(0, 43, 10, 2);
        // When its first full day, from hour 18 to 42, is over, but not all labels are in
        JsonNode early = answer("GET", baseline, "");
        // Then
        assertThat(early.path("origin").asText()).isEqualTo("validation");
        assertThat(early.path("note").asText()).contains("until the first full day", "2026-03-03T02:00:00Z");
        // When
        hours(43, 50, 10, 2);
        JsonNode over = answer("GET", baseline, "");
        // Then
        assertThat(over.path("from").asText()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(over.path("until").asText()).isEqualTo("2026-03-03T00:00:00Z");
        assertThat(over.path("labels").asInt()).isEqualTo(240);
        // And the alarm reads from its end on
        evaluator.evaluate(models.require(model));
        JsonNode drift = answer("GET", "/v1/models/" + model + "/drift", "");
        assertThat(drift.path(0).path("alarm").path("n").asInt()).isEqualTo(50);
    }

    @Test
    void firstDaysWithTooFewLabelsLeaveTheValidationStandingAndSaySo() throws IOException {
        // Given
        answer("PUT", "/v1/models/" + model + "/policy", "{\"baseline\":\"field\",\"baselineDays\":1}");
        hours(0, 60, 1, 0);
        // When
        JsonNode now = answer("GET", baseline, "");
        // Then
        assertThat(now.path("origin").asText()).isEqualTo("validation");
        assertThat(now.path("note").asText()).contains("has 24 audited labels; a baseline needs 200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                    | 400 | baseline-invalid   | is one of",
                "{\"validation\":true,\"policy\":true,\"reason\":\"x\"} | 400 | baseline-invalid   | is one of",
                "{\"validations\":true}                                | 400 | baseline-invalid   | perhaps validation",
                "{\"validation\":true}                                 | 400 | reason-missing     | why",
                "{\"validation\":[],\"reason\":\"x\"}                  | 400 | json-invalid       | validation",
                "{\"from\":\"2026-03-01T06:00:00Z\",\"reason\":\"x\"}  | 400 | time-invalid       | until",
                "{\"from\":\"2026-03-01T06:30:00Z\",\"until\":\"2026-03-01T08:00:00Z\",\"reason\":\"x\"} | 400 |"
                        + " baseline-invalid | full hour",
                "{\"from\":\"2026-03-01T06:00:00Z\",\"until\":\"2026-03-02T19:00:00Z\",\"reason\":\"x\"} | 422 |"
                        + " baseline-too-small | has 37 audited labels; a baseline needs 200",
                "{\"from\":\"2026-03-01T06:00:00Z\",\"until\":\"2026-03-09T06:00:00Z\",\"reason\":\"x\"} | 422 |"
                        + " baseline-not-over | until 2026-03-03T08:00:00Z",
                "``                                                    | 400 | body-missing       | body"
            })
    void whatIsNoBaselineIsRefusedAndChangesNothing(String body, int status, String code, String said)
            throws IOException {
        // Given
        hours(0, 50, 1, 0);
        // When
        HttpResponse<String> answer = call("POST", baseline, body);
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json.readTree(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(json.readTree(answer.body()).path("detail").asText()).contains(said);
        assertThat(answer("GET", baseline, "").path("history")).isEmpty();
    }

    @Test
    void anUnknownVersionHasNone() {
        for (String method : List.of("GET", "POST")) {
            HttpResponse<String> answer =
                    call(method, baseline.replace("/1/", "/7/"), method.equals("GET") ? "" : span(0, 9));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("version-unknown");
        }
    }

    private HttpResponse<String> form(String version, String until) {
        String fields =
                "version=" + version + "&what=span&from=2026-03-01T06%3A00&until=" + until + "&reason=A+good+day";
        return calls.send(
                "POST",
                base.resolve("/models/" + model + "/baseline"),
                fields.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    void thePageShowsThemSideBySideAndKeepsWhatWasTypedIfItIsRefused() {
        // Given
        hours(0, 50, 10, 2);
        release("2", "1");
        // When
        HttpResponse<String> refused = form("1", "2026-03-01T08%3A00");
        HttpResponse<String> chosen = form("1", "2026-03-02T06%3A00");
        String page =
                call("GET", "/models/" + model + "/policy?done=chosen", "").body();
        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("has 20 audited labels; a baseline needs 200")
                .contains("value=\"2026-03-01T08:00\"", "value=\"A good day\"", "value=\"1\" selected");
        assertThat(chosen.statusCode()).as(chosen.body()).isEqualTo(303);
        assertThat(page)
                .contains("Chosen. The next evaluation measures against it.", "A good day")
                .contains("field, ", "That span, by choice.", "20 %", "15.1 %", "The validation, as the policy says.");
    }
}
