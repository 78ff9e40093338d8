package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.ingest.EventProducer;
import io.plumbline.ingest.EventProducer.Header;
import io.plumbline.ingest.EventProducer.Outgoing;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Journal;
import io.plumbline.letters.Letters;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that could not be taken, from the topic to their second chance, over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DeadLettersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    @Inject
    EventProducer producer;

    @Inject
    Transactions transactions;

    private String absent = "";
    private String device = "";

    @BeforeEach
    void aModelThatNobodyRegistered() {
        absent = field.model(base) + "-absent";
        device = absent + "/d";
        field.send(base, EventJson.coat(absent, device, "first", NOW));
    }

    @Test
    void lettersOfAModelThatWasMissingCountOnceItIsThere() throws IOException {
        // Given a structured event and one in binary mode, of a model that is not registered
        long structured = refused(event("s"));
        long binary = refused(binary("b"));
        JsonNode before = get("/v1/dead-letters/" + binary);
        assertThat(before.at("/payload/text").asText()).contains("\"model\":\"" + absent);
        assertThat(before.at("/headers/0/name").asText()).isEqualTo("ce_specversion");
        assertThat(before.at("/headers/0/value/text").asText()).isEqualTo("1.0");
        assertThat(before.at("/key/text").asText()).isEqualTo(device);
        assertThat(before.path("state").asText()).isEqualTo("waiting");
        // When it is sent again too early
        JsonNode early = post("/v1/dead-letters/" + binary + "/retry", "", 200);
        // Then it is a new letter that says so, and the old one is settled
        assertThat(early.path("state").asText()).isEqualTo("retried");
        assertThat(early.path("decidedBy").asText()).startsWith("release-manager");
        long again = awaitLetter(binary);
        assertThat(get("/v1/dead-letters/" + again).path("retryOf").asLong()).isEqualTo(binary);
        assertThat(post("/v1/dead-letters/" + binary + "/retry", "", 409)
                        .path("code")
                        .asText())
                .isEqualTo("letter-settled");
        // When the model is there, and both are sent again
        register();
        post("/v1/dead-letters/" + structured + "/retry", "", 200);
        post("/v1/dead-letters/" + again + "/retry", "", 200);
        // Then both are counted, and the ledger knows who did it
        field.awaitStored(device, "s");
        field.awaitStored(device, "b");
        assertThat(ledger("letter-retried", structured)).isEqualTo(1);
    }

    @Test
    void allOfACodeGoInPartsThatSayHowManyRemain() throws IOException {
        // Given more than one call takes
        List<Outgoing> many = new ArrayList<>();
        for (int i = 0; i < Letters.MOST + 20; i++) {
            many.add(event("m" + i));
        }
        producer.send(many);
        Await.until("all refused", PATIENCE, () -> waiting() >= many.size());
        long waiting = waiting();
        register();
        // When
        JsonNode first = post("/v1/dead-letters/retry", "{\"code\":\"unknown-model\"}", 200);
        // Then
        assertThat(first.path("settled").asInt()).isEqualTo(Letters.MOST);
        assertThat(first.path("remaining").asLong()).isEqualTo(waiting - Letters.MOST);
        JsonNode second = post("/v1/dead-letters/retry", "{\"code\":\"unknown-model\"}", 200);
        assertThat(second.path("settled").asLong()).isEqualTo(waiting - Letters.MOST);
        Await.until("all counted", PATIENCE, () -> stored() >= many.size());
        assertThat(field.number("select count(*) from ledger where what = 'letters-retried'"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsDiscardedIsKeptWithItsReasonAndTheListTellsThemApart() throws IOException {
        // Given
        long one = refused(new Outgoing(bytes("k"), new byte[] {(byte) 0xff, 0, 1}, List.of(new Header("x", null))));
        assertThat(get("/v1/dead-letters/" + one).at("/payload/base64").asText())
                .isEqualTo("/wAB");
        assertThat(post("/v1/dead-letters/" + one + "/discard", "{\"reason\":\" \"}", 400)
                        .path("code")
                        .asText())
                .isEqualTo("reason-missing");
        // When
        JsonNode discarded = post("/v1/dead-letters/" + one + "/discard", "{\"reason\":\"noise\\u0000\"}", 200);
        // Then
        assertThat(discarded.path("state").asText()).isEqualTo("discarded");
        assertThat(discarded.path("reason").asText()).isEqualTo("noise");
        String code = discarded.path("code").asText();
        assertThat(get("/v1/dead-letters?state=discarded&code=" + code).findValuesAsText("id"))
                .contains(Long.toString(one));
        assertThat(get("/v1/dead-letters?code=" + code).findValuesAsText("id")).doesNotContain(Long.toString(one));
        assertThat(ledger("letter-discarded", one)).isEqualTo(1);
        // And all of a code, and the newest first, page by page
        long two = refused(event("p1"));
        long three = refused(event("p2"));
        JsonNode page = get("/v1/dead-letters?code=unknown-model&size=1");
        assertThat(page.at("/items/0/id").asLong()).isEqualTo(three);
        assertThat(get("/v1/dead-letters?code=unknown-model&size=1&page=1")
                        .at("/items/0/id")
                        .asLong())
                .isEqualTo(two);
        assertThat(page.path("total").asLong()).isEqualTo(waiting());
        assertThat(page.path("codes").toString()).contains("\"code\":\"unknown-model\",\"waiting\":" + waiting());
        JsonNode all = post("/v1/dead-letters/discard", "{\"code\":\"unknown-model\",\"reason\":\"a test\"}", 200);
        assertThat(all.path("remaining").asLong()).isZero();
    }

    @Test
    void whatWasTooLargeToKeepIsNotSentAgain() throws IOException {
        long cut = refused(new Outgoing(bytes("k"), bytes("x".repeat(300_000)), List.of()));
        long headers =
                refused(new Outgoing(bytes("k"), bytes("{}"), List.of(new Header("h", bytes("x".repeat(70_000))))));
        for (long id : new long[] {cut, headers}) {
            assertThat(get("/v1/dead-letters/" + id).path("retryable").asBoolean())
                    .isFalse();
            assertThat(post("/v1/dead-letters/" + id + "/retry", "", 409)
                            .path("code")
                            .asText())
                    .isEqualTo("letter-cut");
        }
    }

    @Test
    void whatCannotBeAskedForIsRefusedInWords() throws IOException {
        assertThat(answer("GET", "/v1/dead-letters/none", "").statusCode()).isEqualTo(404);
        assertThat(answer("GET", "/v1/dead-letters/999999999", "").body()).contains("letter-unknown");
        assertThat(answer("GET", "/v1/dead-letters?code=a%00b", "").body()).contains("code-invalid");
        assertThat(answer("GET", "/v1/dead-letters?state=lost", "").body()).contains("state-unknown");
        assertThat(post("/v1/dead-letters/retry", "{}", 400).path("code").asText())
                .isEqualTo("code-invalid");
    }

    @Test
    void aDeathBetweenSendingAndMarkingLosesNothingAndCountsOnce() {
        // Given a letter whose model is there now, and a process that dies after the broker has the event
        long letter = refused(event("died"));
        register();
        Letters dying = new Letters(transactions, producer, new Dying(), InstantSource.fixed(NOW));
        assertThatThrownBy(() -> dying.retry(letter, "test")).hasMessage("died");
        field.awaitStored(device, "died");
        assertThat(field.text("select state from dead_letter where id = " + letter))
                .isEqualTo("waiting");
        // When somebody sends it again
        HttpResponse<String> retried = answer("POST", "/v1/dead-letters/" + letter + "/retry", "");
        producer.send(List.of(event("after")));
        field.awaitStored(device, "after");
        // Then it counts once
        assertThat(retried.statusCode()).isEqualTo(200);
        assertThat(field.number("select count(*) from prediction where source = ? and id = 'died'", device))
                .isEqualTo(1);
        assertThat(field.number("select sum(n) from profile where model = ? and segment_key = ''", absent))
                .isEqualTo(2);
    }

    /** Fails where the ledger would be written: after the event is sent, before anything is kept. */
    private static final class Dying implements Journal {
        @Override
        public void append(String actor, String model, String what, String detail) {
            throw new IllegalStateException("died");
        }

        @Override
        public void append(String actor, String what, String detail) {
            throw new IllegalStateException("died");
        }

        @Override
        public void append(Change change) {
            throw new IllegalStateException("died");
        }
    }

    private Outgoing event(String id) {
        return new Outgoing(bytes(device), bytes(EventJson.coat(absent, device, id, NOW)), List.of());
    }

    private Outgoing binary(String id) {
        List<Header> headers = new ArrayList<>();
        for (String[] header : new String[][] {
            {"ce_specversion", "1.0"},
            {"ce_type", "io.plumbline.prediction.v1"},
            {"ce_source", device},
            {"ce_id", id},
            {"ce_time", NOW.toString()}
        }) {
            headers.add(new Header(header[0], bytes(header[1])));
        }
        String data = "{\"model\":\"" + absent + "\",\"version\":\"1\",\"label\":\"coat\",\"confidence\":0.5}";
        return new Outgoing(bytes(device), bytes(data), headers);
    }

    /** Puts a record into the topic and waits for its letter. */
    private long refused(Outgoing record) {
        long last = field.number("select coalesce(max(id), 0) from dead_letter");
        producer.send(List.of(record));
        Await.until("refused", PATIENCE, () -> field.number("select coalesce(max(id), 0) from dead_letter") > last);
        return field.number("select max(id) from dead_letter");
    }

    private long awaitLetter(long after) {
        Await.until("refused again", PATIENCE, () -> field.number("select max(id) from dead_letter") > after);
        return field.number("select max(id) from dead_letter");
    }

    private long waiting() {
        return field.number("select count(*) from dead_letter where state = 'waiting' and code = 'unknown-model'");
    }

    private long stored() {
        return field.number("select count(*) from prediction where model = ?", absent);
    }

    private long ledger(String what, long letter) {
        return field.number(
                "select count(*) from ledger where what = ? and detail like ?", what, "Dead letter " + letter + " (%");
    }

    private void register() {
        HttpResponse<String> made = calls.send(
                "PUT",
                base.resolve("/v1/models/" + absent),
                bytes("{\"title\":\"Late\",\"segments\":[\"device\"]}"),
                headers(calls.bearer(Roles.SCIENTIST)));
        assertThat(made.statusCode()).isLessThan(300);
    }

    private JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = answer("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private JsonNode post(String path, String body, int status) throws IOException {
        HttpResponse<String> answer = answer("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> answer(String method, String path, String body) {
        return calls.send(method, base.resolve(path), bytes(body), headers(calls.bearer(Roles.RELEASE_MANAGER)));
    }

    private static String[] headers(String bearer) {
        return Map.of("Authorization", bearer, "Content-Type", "application/json").entrySet().stream()
                .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                .toArray(String[]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
