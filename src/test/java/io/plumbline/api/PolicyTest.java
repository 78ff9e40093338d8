package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model's watch is to keep to, over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class PolicyTest {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    private String scientist = "";
    private String policy = "";

    @BeforeEach
    void aModel() {
        scientist = calls.bearer(Roles.SCIENTIST);
        policy = "/v1/models/" + field.model(base) + "/policy";
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

    @Test
    void aNewModelNeedsNone() throws IOException {
        // When
        JsonNode now = answer("GET", policy, "");
        // Then
        assertThat(now.toString())
                .isEqualTo("{\"revision\":0,\"falseAlarmsPerYear\":1.0,\"tolerance\":0.02,\"maturity\":\"PT0S\"}");
        assertThat(answer("GET", policy + "/history", "").path("total").asLong())
                .isZero();
    }

    @Test
    void eachChangeIsARevisionWithWhoAndWhyThatNothingTakesAway() throws IOException {
        // When
        answer("PUT", policy, "{\"falseAlarmsPerYear\":0.5,\"maturity\":\"P1D\",\"reason\":\"Too many alarms\"}");
        answer("PUT", policy, "{\"revision\":1,\"tolerance\":0.05,\"segments\":[]}");
        JsonNode again = answer("PUT", policy, "{\"revision\":2,\"tolerance\":0.05,\"segments\":[]}");
        // Then what is left out is as for a model without one, and what changes nothing makes no revision
        assertThat(again.path("revision").asInt()).isEqualTo(2);
        JsonNode history = answer("GET", policy + "/history", "");
        assertThat(history.path("total").asInt()).isEqualTo(2);
        JsonNode latest = history.path("items").path(0);
        assertThat(latest.path("falseAlarmsPerYear").asDouble()).isEqualTo(1);
        assertThat(latest.path("segments").isArray()).isTrue();
        JsonNode first = history.path("items").path(1);
        assertThat(first.path("maturity").asText()).isEqualTo("PT24H");
        assertThat(first.path("reason").asText()).isEqualTo("Too many alarms");
        assertThat(first.path("changedBy").asText()).startsWith("scientist ");
        assertThat(first.has("segments")).as("all of them").isFalse();
        String ledger = call("GET", policy.replace("policy", "ledger"), "").body();
        assertThat(ledger).contains("policy-changed", "Revision 1: 0.5 false alarms a year", "Too many alarms");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"falseAlarmsPerYear\":-1}         | 400 | policy-invalid  | -1.0",
                "{\"falseAlarmsPerYear\":0}          | 400 | policy-invalid  | 0.001",
                "{\"falseAlarmsPerYear\":\"NaN\"}    | 400 | policy-invalid  | NaN",
                "{\"tolerance\":2}                   | 400 | policy-invalid  | two points",
                "{\"maturity\":\"-PT1H\"}            | 400 | policy-invalid  | PT-1H",
                "{\"maturity\":\"P40D\"}             | 400 | policy-invalid  | P30D",
                "{\"maturity\":\"soon\"}             | 400 | policy-invalid  | PT36H",
                "{\"falseAlarmPerYear\":2}           | 400 | policy-invalid  | falseAlarmPerYear",
                "{\"segments\":[\"colour\"]}         | 400 | segment-unknown | it declares device",
                "{\"segments\":[\"device\",\"device\"]} | 400 | policy-invalid | twice",
                "{\"revision\":7}                    | 409 | policy-changed  | revision 0",
                "[]                                  | 400 | json-invalid    | JSON",
                "``                                  | 400 | body-missing    | body"
            })
    void whatIsNoPolicyIsRefusedAndChangesNothing(String body, int status, String code, String named)
            throws IOException {
        // When
        HttpResponse<String> answer = call("PUT", policy, body);
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json.readTree(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(json.readTree(answer.body()).path("detail").asText()).contains(named);
        assertThat(answer("GET", policy, "").path("revision").asInt()).isZero();
    }

    @Test
    void anUnknownModelHasNone() {
        for (String path : List.of("/v1/models/nope/policy", "/v1/models/nope/policy/history")) {
            assertThat(call("GET", path, "").statusCode()).isEqualTo(404);
        }
        assertThat(call("PUT", "/v1/models/nope/policy", "{}").body()).contains("model-unknown");
    }

    @Test
    void ofTwoWhoChangeItAtOnceOneIsToldSo() {
        // When
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> both = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(
                        () -> answers.add(call("PUT", policy, "{\"revision\":0,\"falseAlarmsPerYear\":" + (2 + i) + "}")
                                .statusCode())))
                .toList();
        both.forEach(Thread::start);
        both.forEach(PolicyTest::join);
        // Then
        assertThat(answers).containsOnly(200, 409);
        assertThat(answers).containsOnlyOnce(200);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
