package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.admission.BodyReadingTest;
import io.plumbline.kernel.Sha256;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.Zips;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a caller sends: an answer in words, and nothing else is disturbed. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class BadInputTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0};
    private static final String ONE = "application/cloudevents+json";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    private final Instant now = Instant.now();
    private String model = "";
    private String device = "";
    private String scientist = "";

    @BeforeEach
    void registered() {
        model = field.model(base);
        device = calls.bearer(Roles.DEVICE);
        scientist = calls.bearer(Roles.SCIENTIST);
    }

    @AfterEach
    void nothingElseIsDisturbed() {
        String source = model + "/afterwards";
        HttpResponse<String> answer = field.send(base, EventJson.coat(model, source, "good", now));
        assertThat(answer.body()).contains("\"accepted\":1");
        field.awaitStored(source, "good");
        assertThat(field.number("select sum(n) from profile where model = ? and segment_key = ''", model))
                .isEqualTo(field.number("select count(*) from prediction where model = ?", model));
    }

    @Test
    void oneBadEventFailsOnlyItself() throws IOException {
        // Given
        String source = model + "/mixed";
        String good = EventJson.coat(model, source, "first", now);
        String nul = "\\" + "u0000";
        List<String> events = List.of(
                good,
                data("n", "\"label\":\"coat\",\"confidence\":NaN"),
                data("o", "\"label\":\"coat\",\"confidence\":1.0001"),
                data("m", "\"label\":\"coat\",\"confidence\":-1e-9"),
                EventJson.coat("nobody-at-all", source, "u", now),
                data("l", "\"label\":\"coat\",\"confidence\":0.5,\"more\":\"" + "x".repeat(70 << 10) + "\""),
                data("k", "\"label\":\"coat\",\"confidence\":0.5,\"segment\":{\"a" + nul + "\":\"b\"}"),
                data("d", "\"label\":\"coat\",\"label\":\"boot\",\"confidence\":0.5"),
                data("t", "\"label\":7,\"confidence\":0.5"),
                "7",
                EventJson.coat(model, source, "last", now));
        // When
        HttpResponse<String> answer = field.send(base, events.toArray(String[]::new));
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode results = json.readTree(answer.body()).path("results");
        assertThat(results.findValuesAsText("code"))
                .containsExactly(
                        "not-a-number",
                        "confidence-out-of-range",
                        "confidence-out-of-range",
                        "unknown-model",
                        "event-too-large",
                        "bad-text",
                        "broken-json",
                        "wrong-type",
                        "not-an-event");
        assertThat(results.findValuesAsText("detail"))
                .allSatisfy(d -> assertThat(d).hasSizeGreaterThan(20));
        assertThat(results.findValuesAsText("status"))
                .startsWith("accepted", "rejected")
                .endsWith("accepted");
        field.awaitStored(source, "last");
        assertThat(field.number("select count(*) from prediction where source = ?", source))
                .isEqualTo(2);
    }

    @Test
    void aRequestThatIsNoBatchIsRefusedWhole() throws IOException {
        String good = EventJson.coat(model, model + "/whole", "1", now);
        assertProblem(events("[{\"specversion\":"), 400, "broken-json");
        assertProblem(events(good), 400, "not-a-batch");
        assertProblem(events(""), 400, "not-a-batch");
        assertProblem(events("[" + String.join(",", Collections.nCopies(501, good)) + "]"), 413, "too-many-events");
        assertProblem(events("[\"" + "x".repeat(2 << 20) + "\"]"), 413, "body-too-large");
        assertProblem(post(Field.BATCH, BodyReadingTest.bomb(200), "Content-Encoding", "gzip"), 413, "body-too-large");
        assertProblem(post(Field.BATCH, bytes(good), "Content-Encoding", "gzip"), 400, "gzip-broken");
        byte[] cut = gzip("[" + good + "]");
        assertProblem(
                post(Field.BATCH, java.util.Arrays.copyOf(cut, cut.length / 2), "Content-Encoding", "gzip"),
                400,
                "gzip-broken");
        assertProblem(post(Field.BATCH, bytes("[]"), "Content-Encoding", "br"), 415, "content-encoding-unsupported");
        assertProblem(post("application/json", bytes("[]")), 415, "content-type-unsupported");
        assertProblem(post(ONE, bytes("{}")), 400, "missing-field");
        assertProblem(post(ONE, bytes(data("l", "\"more\":\"" + "x".repeat(70 << 10) + "\""))), 413, "event-too-large");
        assertThat(post(Field.BATCH, gzip("[" + good + "]"), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void onlyPhonesSendEvents() {
        byte[] body = bytes("[" + EventJson.coat(model, model + "/x", "1", now) + "]");
        URI events = base.resolve("/v1/events");
        assertProblem(calls.send("POST", events, body, "Content-Type", Field.BATCH), 401, "");
        assertProblem(
                calls.send("POST", events, body, "Content-Type", Field.BATCH, "Authorization", scientist), 403, "");
    }

    @Test
    void aPictureIsWhatItSaysItIs() {
        byte[] text = bytes("I am no picture");
        assertProblem(picture("0".repeat(64), PNG), 400, "digest-mismatch");
        assertProblem(picture("0".repeat(63), PNG), 400, "bad-sha256");
        assertProblem(picture(Sha256.of(PNG).hex().toUpperCase(java.util.Locale.ROOT), PNG), 400, "bad-sha256");
        HttpResponse<String> noPicture = picture(Sha256.of(text).hex(), text);
        assertThat(noPicture.statusCode()).as(noPicture.body()).isBetween(400, 422);
        assertProblem(noPicture, noPicture.statusCode(), "");
        HttpResponse<String> onlyMagic = picture(Sha256.of(PNG).hex(), PNG);
        assertProblem(onlyMagic, noPicture.statusCode(), "");
        assertThat(field.number(
                        "select count(*) from blob where sha256 = ?",
                        Sha256.of(text).hex()))
                .isZero();
    }

    @Test
    void referencePicturesLieInFoldersNamedByTheirClass() throws IOException {
        assertProblem(zip("../1.png", PNG), 400, "zip-path-unsafe");
        assertProblem(zip("coat/../../1.png", PNG), 400, "zip-path-unsafe");
        assertProblem(zip("co\0at/1.png", PNG), 400, "zip-path-unsafe");
        assertProblem(zip("coat\\1.png", PNG), 400, "zip-path-unsafe");
        assertProblem(zip("1.png", PNG), 400, "no-class-folder");
        assertProblem(zip("/1.png", PNG), 400, "no-class-folder");
        assertProblem(zip("coat/1.png", bytes("I am no picture")), 400, "not-a-picture");
        assertProblem(pictures(bytes("I am no zip")), 400, "zip-");
        assertThat(field.number("select count(*) from labelled_picture where model = ?", model))
                .isZero();
    }

    @Test
    void aBundleWithCodeInsideIsRefused() throws IOException {
        byte[] bundle = Zips.of(Map.of("libs/Evil.class", new byte[] {1}));
        assertProblem(
                calls.send(
                        "POST",
                        base.resolve("/v1/models/" + model + "/versions"),
                        bundle,
                        "Authorization",
                        scientist,
                        "Content-Type",
                        "application/zip"),
                422,
                "bundle-");
    }

    private String data(String id, String data) {
        return EventJson.prediction(model, model + "/mixed", id, now, data);
    }

    private HttpResponse<String> events(String body) {
        return post(Field.BATCH, bytes(body));
    }

    private HttpResponse<String> post(String type, byte[] body) {
        return post(type, body, "X-None", "");
    }

    private HttpResponse<String> post(String type, byte[] body, String header, String value) {
        return calls.send(
                "POST", base.resolve("/v1/events"), body, "Authorization", device, "Content-Type", type, header, value);
    }

    private HttpResponse<String> picture(String sha256, byte[] body) {
        return calls.send(
                "PUT",
                base.resolve("/v1/images/" + sha256),
                body,
                "Authorization",
                device,
                "Content-Type",
                "image/png");
    }

    private HttpResponse<String> zip(String name, byte[] content) throws IOException {
        return pictures(Zips.of(Map.of(name, content)));
    }

    private HttpResponse<String> pictures(byte[] zip) {
        return calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/pictures"),
                zip,
                "Authorization",
                scientist,
                "Content-Type",
                "application/zip");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(bytes(text));
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        try {
            Problem problem = json.readValue(answer.body(), Problem.class);
            assertThat(problem.code()).as(answer.body()).startsWith(code).isNotEmpty();
            assertThat(problem.detail()).hasSizeGreaterThan(20);
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
