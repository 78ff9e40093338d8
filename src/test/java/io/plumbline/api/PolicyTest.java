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
                .isEqualTo("{\"revision\":0,\"falseAlarmsPerYear\":1.0,\"tolerance\":0.02,\"maturity\":\"PT0S\","
                        + "\"triggers\":[],\"zone\":\"UTC\",\"baseline\":\"validation\"}");
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
                "{\"falseAlarmsPerYear\":1e999}      | 400 | policy-invalid  | Infinity",
                "{\"falseAlarmsPerYear\":\"many\"}   | 400 | json-invalid    | falseAlarmsPerYear",
                "{\"falseAlarmsPerYear\":[1]}        | 400 | json-invalid    | falseAlarmsPerYear",
                "{\"tolerance\":-0.01}               | 400 | policy-invalid  | two points",
                "{\"tolerance\":true}                | 400 | json-invalid    | tolerance",
                "{\"falseAlarmPerYear\":2}           | 400 | policy-invalid  | perhaps falseAlarmsPerYear is meant",
                "{\"threshold\":2}                   | 400 | policy-invalid  | There are falseAlarmsPerYear",
                "{\"segments\":\"device\"}           | 400 | json-invalid    | segments",
                "{\"segments\":[null]}               | 400 | policy-invalid  | null",
                "{\"triggers\":[null]}               | 400 | policy-invalid  | null",
                "{\"triggers\":[\"psi\"]}            | 400 | policy-invalid  | page-hinkley",
                "{\"zone\":\"Africa/Lagoss\"}        | 400 | policy-invalid  | perhaps Africa/Lagos is meant",
                "{\"zone\":7}                        | 400 | policy-invalid  | write it like Africa/Lagos",
                "{\"baseline\":\"lab\"}              | 400 | policy-invalid  | validation, or field",
                "{\"baseline\":\"field\",\"baselineDays\":61} | 400 | policy-invalid | 1 to 60",
                "{\"baselineDays\":3}                | 400 | policy-invalid  | baseline field",
                "{\"revision\":\"x\"}                | 400 | json-invalid    | revision",
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
    void triggersZoneAndBaselineAreKept() throws IOException {
        // When
        answer(
                "PUT",
                policy,
                "{\"triggers\":[\"ddm\",\"inputs\"],\"zone\":\"Africa/Lagos\",\"baseline\":\"field\",\"baselineDays\":14}");
        // Then
        JsonNode now = answer("GET", policy, "");
        assertThat(now.path("triggers").toString()).isEqualTo("[\"inputs\",\"ddm\"]");
        assertThat(now.path("zone").asText()).isEqualTo("Africa/Lagos");
        assertThat(now.path("baseline").asText()).isEqualTo("field");
        assertThat(now.path("baselineDays").asInt()).isEqualTo(14);
        assertThat(call("GET", policy.replace("policy", "ledger"), "").body())
                .contains(
                        "triggers inputs, ddm, days of Africa/Lagos, measured against the first 14 days in the field");
    }

    private HttpResponse<String> form(String fields) {
        return calls.send(
                "POST",
                base.resolve(policy.substring("/v1".length())),
                fields.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private static String fields(String budget, String zone) {
        return "revision=0&falseAlarmsPerYear=" + budget
                + "&tolerancePoints=3&maturityHours=36&segment=device&trigger=ddm" + "&zone=" + zone
                + "&baseline=field&baselineDays=5&reason=Because+of+it";
    }

    @ParameterizedTest
    @CsvSource({
        "-1, UTC, 400, falseAlarmsPerYear is -1.0",
        "many, UTC, 400, is to be a number",
        "NaN, UTC, 400, is to be a number",
        "2, Nowhere, 400, no IANA time zone"
    })
    void thePageSaysWhatIsWrongAndKeepsWhatWasTyped(String budget, String zone, int status, String said)
            throws IOException {
        // When
        HttpResponse<String> page = form(fields(budget, zone));
        // Then
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body())
                .contains("Nothing was changed.", said)
                .contains("value=\"" + budget + "\"", "value=\"" + zone + "\"", "value=\"36\"", "Because of it")
                .contains("value=\"ddm\" checked", "value=\"field\" checked");
        assertThat(answer("GET", policy, "").path("revision").asInt()).isZero();
    }

    @Test
    void thePageChangesThePolicy() throws IOException {
        // When
        HttpResponse<String> changed = form(fields("0.5", "Africa%2FLagos"));
        HttpResponse<String> late = form(fields("0.7", "UTC"));
        // Then
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
        JsonNode now = answer("GET", policy, "");
        assertThat(now.path("falseAlarmsPerYear").asDouble()).isEqualTo(0.5);
        assertThat(now.path("zone").asText()).isEqualTo("Africa/Lagos");
        assertThat(now.path("baselineDays").asInt()).isEqualTo(5);
        assertThat(now.has("segments")).as("all of them").isFalse();
        // And who had not seen that is told so, and may repeat it
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("revision 1 by now", "name=\"revision\" value=\"1\"", "value=\"0.7\"");
    }

    @Test
    void whateverIsAskedOfAnUnknownModelIsAnsweredSo() {
        // When
        List<String> others = Endpoints.all().stream()
                .filter(e -> e.path().matches("(/v1)?/models/\\{model}(/.*)?"))
                .filter(e -> e.path().startsWith("/v1") || e.method().equals("GET"))
                .filter(e -> !e.path().equals("/v1/models/{model}"))
                .filter(e -> !e.path().endsWith("{file}") && !e.path().endsWith("/update"))
                .filter(e -> !unknown(e))
                .map(Endpoints.Endpoint::key)
                .toList();
        // Then
        assertThat(others).isEmpty();
    }

    private boolean unknown(Endpoints.Endpoint endpoint) {
        String path = endpoint.path().replace("{model}", "nope").replaceAll("\\{\\w+}", "1");
        boolean takes = endpoint.method().equals("POST") || endpoint.method().equals("PUT");
        HttpResponse<String> answer = calls.send(
                endpoint.method(),
                base.resolve(path),
                takes ? "{\"validation\":true,\"reason\":\"x\"}".getBytes(StandardCharsets.UTF_8) : new byte[0],
                "Authorization",
                calls.bearer(Roles.ADMIN),
                "Content-Type",
                takes ? endpoint.consumes() : "");
        return answer.statusCode() == 404 && answer.body().contains("There is no model ");
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
