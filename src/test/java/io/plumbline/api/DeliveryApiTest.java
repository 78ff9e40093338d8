package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.kernel.Sha256;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bundle's way in and out, over HTTP alone. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DeliveryApiTest {
    private static final byte[] BUNDLE = SmallBundles.bundle().bytes();
    private static final String SHA = Sha256.of(BUNDLE).hex();
    private static final String FILE = "/models/small/1/small-1-" + SHA + ".zip";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    ObjectMapper json;

    private String admin = "";

    @BeforeEach
    void registered() {
        admin = calls.bearer(Roles.ADMIN);
        send("PUT", "/v1/models/small", "{\"title\":\"Small\",\"segments\":[\"device\",\"os\"]}");
    }

    @Test
    void aBundleIsUploadedPromotedOfferedAndDownloaded() throws IOException {
        // Given an uploaded bundle
        HttpResponse<String> uploaded = upload("small", BUNDLE);
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
        JsonNode version = json.readTree(uploaded.body());
        assertThat(version.path("sha256").asText()).isEqualTo(SHA);
        assertThat(version.path("url").asText()).isEqualTo(FILE);
        assertThat(version.path("validation").path("n").asInt()).isEqualTo(2);
        assertThat(version.path("verdicts").findValuesAsText("outcome"))
                .containsExactly("PASSED", "PASSED", "NOT_RUN", "NOT_RUN", "NOT_RUN");
        String device = calls.bearer(Roles.DEVICE);
        if (version.path("stage").asText().equals("candidate")) {
            assertThat(get("/v1/models/small/update?current=&device=d1", device).statusCode())
                    .isEqualTo(204);
            // When it is promoted
            HttpResponse<String> promoted = send("POST", "/v1/models/small/versions/1/promote", "");
            assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);
        }
        // Then phones are offered it, and can check what they download
        JsonNode offer = json.readTree(
                get("/v1/models/small/update?current=&device=d1", device).body());
        assertThat(offer.path("version").asText()).isEqualTo("1");
        assertThat(offer.path("release").asInt()).isEqualTo(1);
        assertThat(offer.path("sha256").asText()).isEqualTo(SHA);
        assertThat(offer.path("bytes").asInt()).isEqualTo(BUNDLE.length);
        byte[] downloaded = download(offer.path("url").asText()).body();
        assertThat(Sha256.of(downloaded).hex()).isEqualTo(SHA);
        assertThat(get("/v1/models/small/update?current=1&device=d1", device).statusCode())
                .isEqualTo(204);
    }

    @Test
    void downloadsAreImmutableAndCanBeResumed() {
        upload("small", BUNDLE);
        HttpResponse<byte[]> whole = download(FILE);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("ETag")).contains("\"" + SHA + "\"");
        assertThat(whole.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(whole.headers().firstValue("Content-Type")).contains("application/zip");

        HttpResponse<byte[]> part = download(FILE, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/" + BUNDLE.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BUNDLE, 10, 20));

        assertThat(download(FILE, "Range", "bytes=10-", "If-Range", "\"" + SHA + "\"")
                        .statusCode())
                .isEqualTo(206);
        assertThat(download(FILE, "Range", "bytes=10-", "If-Range", "\"other\"").body())
                .isEqualTo(BUNDLE);
        assertThat(download(FILE, "If-None-Match", "\"x\", W/\"" + SHA + "\"").statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> beyond = download(FILE, "Range", "bytes=" + BUNDLE.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + BUNDLE.length);

        HttpResponse<byte[]> head = calls.send("HEAD", base.resolve(FILE), new byte[0], BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(BUNDLE.length));
        assertThat(head.body()).isEmpty();
        assertThat(download(FILE.replace(SHA, "0".repeat(64))).statusCode()).isEqualTo(404);
    }

    @Test
    void badBundlesAreRefusedInWords() throws IOException {
        assertProblem(upload("small", zip("libs/Evil.class")), 422, "bundle-");
        assertProblem(upload("small", "no zip".getBytes(StandardCharsets.UTF_8)), 422, "bundle-");
        assertProblem(upload("nobody", BUNDLE), 404, "model-unknown");
        send("PUT", "/v1/models/tall", "{\"title\":\"Tall\"}");
        assertProblem(upload("tall", BUNDLE), 422, "bundle-of-another-model");
        assertProblem(
                calls.send(
                        "POST",
                        base.resolve("/v1/models/small/versions"),
                        BUNDLE,
                        "Authorization",
                        admin,
                        "Content-Type",
                        "text/plain"),
                415,
                "content-type-unsupported");
    }

    private static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(1);
        }
        return bytes.toByteArray();
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(response.body()).contains("\"code\":\"" + code);
    }

    private HttpResponse<String> upload(String model, byte[] bundle) {
        return calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/versions"),
                bundle,
                "Authorization",
                admin,
                "Content-Type",
                "application/zip");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                admin,
                "Content-Type",
                "application/json");
    }

    private HttpResponse<String> get(String path, String bearer) {
        return calls.send("GET", base.resolve(path), new byte[0], "Authorization", bearer);
    }

    private HttpResponse<byte[]> download(String path, String... headers) {
        return calls.send("GET", base.resolve(path), new byte[0], BodyHandlers.ofByteArray(), headers);
    }
}
