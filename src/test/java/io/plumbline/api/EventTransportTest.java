package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.access.Roles;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Events on every road that HTTP offers. Over HTTP/2 each test goes two: the first request of a client is upgraded from
 * HTTP/1.1, the next begins on the connection that came of it.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class EventTransportTest {
    private static final int REQUESTS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    private String model = "";
    private String device = "";
    private String bearer = "";

    @BeforeEach
    void ready() {
        model = field.model(base);
        device = model + "/d";
        bearer = calls.bearer(Roles.DEVICE);
        field.send(base, event("ready"));
    }

    @ParameterizedTest
    @EnumSource
    void a_body_with_its_length(Version version) {
        accepted(version, id -> BodyPublishers.ofByteArray(batch(id)));
    }

    @ParameterizedTest
    @EnumSource
    void a_body_in_chunks_without_a_length(Version version) {
        accepted(version, id -> inPieces(batch(id), 100));
    }

    @ParameterizedTest
    @EnumSource
    void a_large_body_in_chunks(Version version) {
        accepted(version, id -> inPieces(padded(batch(id), 1 << 20), 10_000));
    }

    @ParameterizedTest
    @EnumSource
    void a_packed_body(Version version) {
        accepted(version, id -> BodyPublishers.ofByteArray(gzip(batch(id))), "Content-Encoding", "gzip");
    }

    @ParameterizedTest
    @EnumSource
    void a_packed_body_in_chunks(Version version) {
        accepted(version, id -> inPieces(gzip(batch(id)), 7), "Content-Encoding", "gzip");
    }

    @ParameterizedTest
    @EnumSource
    void a_single_event(Version version) {
        accepted(version, id -> BodyPublishers.ofString(event(id)), "Content-Type", "application/cloudevents+json");
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_sent_after_it_was_asked_for(Version version) {
        // Given a client with a connection: Java's cannot ask and be upgraded at once
        HttpClient client = client(version);
        assertAccepted(
                send(
                        client,
                        request(BodyPublishers.ofByteArray(batch("first")), bearer)
                                .build()),
                version);
        for (int i = 0; i < REQUESTS; i++) {
            HttpRequest request = request(BodyPublishers.ofByteArray(batch("e" + i)), bearer)
                    .expectContinue(true)
                    .build();
            assertAccepted(send(client, request), version);
        }
        field.awaitStored(device, "e" + (REQUESTS - 1));
    }

    @ParameterizedTest
    @EnumSource
    void no_body_is_no_batch(Version version) {
        for (BodyPublisher none :
                List.of(BodyPublishers.noBody(), BodyPublishers.ofByteArray(new byte[0]), inPieces(new byte[0], 1))) {
            assertRefused(version, none, bearer, 400, "not-a-batch");
        }
        HttpClient client = client(version);
        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> packed = send(
                    client,
                    request(BodyPublishers.noBody(), bearer, "Content-Encoding", "gzip")
                            .build());
            assertThat(packed.statusCode()).as(packed.body()).isEqualTo(400);
            assertThat(packed.body()).contains("\"gzip-broken\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_too_large(Version version) {
        byte[] large = padded(batch("large"), (1 << 20) + 1);
        assertRefused(version, BodyPublishers.ofByteArray(large), bearer, 413, "body-too-large");
        assertRefused(version, inPieces(large, 100_000), bearer, 413, "body-too-large");
    }

    @ParameterizedTest
    @EnumSource
    void who_may_not_send_is_refused(Version version) {
        BodyPublisher body = BodyPublishers.ofByteArray(batch("x"));
        assertRefused(version, body, "Bearer plb_wrong", 401, "");
        assertRefused(version, body, calls.bearer(Roles.SCIENTIST), 403, "");
        assertRefused(version, inPieces(batch("x"), 100), calls.bearer(Roles.SCIENTIST), 403, "");
    }

    @ParameterizedTest
    @EnumSource
    void many_at_once(Version version) {
        // Given a client with a connection
        HttpClient client = client(version);
        assertAccepted(
                send(
                        client,
                        request(BodyPublishers.ofByteArray(batch("first")), bearer)
                                .build()),
                version);
        // When it sends many requests, each for another token
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            HttpRequest request = request(inPieces(batch("m" + i), 50), calls.bearer(Roles.DEVICE))
                    .build();
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        // Then
        answers.forEach(
                answer -> assertAccepted(answer.orTimeout(30, TimeUnit.SECONDS).join(), version));
        for (int i = 0; i < 60; i++) {
            field.awaitStored(device, "m" + i);
        }
    }

    /** The body of a request whose event has this id. */
    private interface Body {
        BodyPublisher of(String id);
    }

    private void accepted(Version version, Body body, String... headers) {
        HttpClient client = client(version);
        for (int i = 0; i < REQUESTS; i++) {
            assertAccepted(
                    send(client, request(body.of("p" + i), bearer, headers).build()), version);
        }
        for (int i = 0; i < REQUESTS; i++) {
            field.awaitStored(device, "p" + i);
        }
    }

    private void assertRefused(Version version, BodyPublisher body, String caller, int status, String code) {
        HttpClient client = client(version);
        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> answer = send(client, request(body, caller).build());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains("\"code\":\"" + code);
        }
        // And the connection is as good as before
        assertAccepted(
                send(
                        client,
                        request(BodyPublishers.ofByteArray(batch("after")), bearer)
                                .build()),
                version);
    }

    private static void assertAccepted(HttpResponse<String> answer, Version version) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body()).contains("\"accepted\":1,\"rejected\":0");
        assertThat(answer.version()).isEqualTo(version);
    }

    private static HttpClient client(Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    /** A batch, unless the headers say something else. */
    private HttpRequest.Builder request(BodyPublisher body, String caller, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/v1/events"))
                .timeout(PATIENCE)
                .header("Authorization", caller)
                .POST(body);
        if (!Arrays.asList(headers).contains("Content-Type")) {
            request.header("Content-Type", Field.BATCH);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A body whose length nobody knows beforehand. */
    private static BodyPublisher inPieces(byte[] body, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; at += size) {
            pieces.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)));
        }
        return BodyPublishers.ofByteArrays(pieces);
    }

    private String event(String id) {
        return EventJson.coat(model, device, id, Instant.now());
    }

    private byte[] batch(String id) {
        return ("[" + event(id) + "]").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] padded(byte[] batch, int length) {
        byte[] padded = Arrays.copyOf(batch, length);
        Arrays.fill(padded, batch.length, length, (byte) ' ');
        return padded;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }
}
