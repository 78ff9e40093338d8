package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.access.Roles;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Too fast, too much, too slow: what the gateway does about it, over the wire. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(GatewayLimitsIT.Narrow.class)
class GatewayLimitsIT {
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int WORKERS = 8;

    /** Limits that a test can reach. */
    public static final class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "plumbline.ingest.rate", "50",
                    "plumbline.ingest.burst", "100",
                    "plumbline.ingest.in-flight", "2M",
                    "plumbline.ingest.body-timeout", BODY_TIMEOUT.toString(),
                    "quarkus.thread-pool.max-threads", Integer.toString(WORKERS));
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    MeterRegistry metrics;

    @Inject
    Vertx vertx;

    private final List<Socket> sockets = new ArrayList<>();
    private String model = "";
    private String bearer = "";

    @BeforeEach
    void ready() {
        model = field.model(base);
        bearer = calls.bearer(Roles.DEVICE);
        field.send(base, event(0));
        released();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aTokenThatSendsTooFastIsToldWhenThereIsRoom() {
        // Given a token whose burst is used up
        double before = count("plumbline.gateway.rate.limited");
        assertThat(post(batch(100)).statusCode()).isEqualTo(202);
        // When it sends on
        long refusedAt = System.nanoTime();
        HttpResponse<String> refused = post(batch(100));
        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(refused.body()).contains("\"code\":\"rate-limited\"", "50 events a second");
        assertThat(count("plumbline.gateway.rate.limited")).isEqualTo(before + 1);
        int seconds =
                Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
        assertThat(seconds).isBetween(1, 2);
        // And nobody else suffers, and after that time, not long before, there is room
        assertThat(calls.send("POST", events(), batch(100), headers(calls.bearer(Roles.DEVICE)))
                        .statusCode())
                .isEqualTo(202);
        Await.until("room again", PATIENCE, () -> post(batch(100)).statusCode() == 202);
        Duration waited = Duration.ofNanos(System.nanoTime() - refusedAt);
        // How long after is this machine's, which may have other things to do.
        assertThat(waited).isBetween(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds + 10));
    }

    @Test
    void slowSendersHoldNoWorkerAndAreCutOff() throws IOException {
        // Given more clients that trickle than there are worker threads
        double before = count("plumbline.gateway.too.slow");
        for (int i = 0; i < 3 * WORKERS; i++) {
            begin(30_000, 20_000);
        }
        Await.until("their bytes are held", PATIENCE, () -> inFlight() == 3 * WORKERS * 20_000);
        // When a quick one comes
        long begin = System.nanoTime();
        assertThat(post(batch(1)).statusCode()).isEqualTo(202);
        // Then it is served before any of them is given up
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BODY_TIMEOUT);
        assertThat(count("plumbline.gateway.too.slow")).isEqualTo(before);
        // And each of them is told, and hung up on, however it trickles
        for (Socket socket : sockets) {
            assertThat(trickleToTheEnd(socket)).startsWith("HTTP/1.1 408").contains("\"code\":\"body-too-slow\"");
        }
        released();
        assertThat(count("plumbline.gateway.too.slow")).isEqualTo(before + sockets.size());
    }

    @Test
    void moreThanTheBudgetIsRefusedUntilThereIsRoom() throws IOException {
        // Given clients that hold nearly all of it
        double before = count("plumbline.gateway.overloaded");
        begin(1_000_000, 999_000);
        begin(1_000_000, 999_000);
        Await.until("their bytes are held", PATIENCE, () -> inFlight() == 2 * 999_000);
        // When another sends
        HttpResponse<String> refused = post(filled(400_000));
        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"overloaded\"");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(count("plumbline.gateway.overloaded")).isEqualTo(before + 1);
        // And when they hang up, there is room
        for (Socket socket : sockets) {
            socket.close();
        }
        released();
        assertThat(post(batch(1)).statusCode()).isEqualTo(202);
        released();
    }

    @Test
    void itIsTheInflatedSizeThatCounts() throws IOException {
        // Given a few kilobytes that inflate to more than the budget, and less than the limit of a request
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(filled(6_000_000));
        }
        // When
        HttpResponse<String> refused = calls.send(
                "POST",
                events(),
                packed.toByteArray(),
                "Authorization",
                bearer,
                "Content-Type",
                Field.BATCH,
                "Content-Encoding",
                "gzip");
        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"overloaded\"");
        released();
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedUnread() throws IOException {
        // Given one that says so, and one that does not
        Socket declared = begin(2_000_000, 0);
        Socket chunked = new Socket(base.getHost(), base.getPort());
        sockets.add(chunked);
        write(chunked, head("Transfer-Encoding: chunked"));
        for (int i = 0; i < 12; i++) {
            write(chunked, "186a0\r\n" + " ".repeat(100_000) + "\r\n");
        }
        // Then
        assertThat(trickleToTheEnd(declared)).startsWith("HTTP/1.1 413").contains("body-too-large");
        assertThat(trickleToTheEnd(chunked)).startsWith("HTTP/1.1 413").contains("body-too-large");
        released();
    }

    @Test
    void aSlowStreamIsGivenUpAndTheOthersOfItsConnectionAreNot() throws Exception {
        // Given a connection of HTTP/2 with a stream that stands still
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1));
        try {
            HttpClientRequest slow = get(client.request(options()));
            slow.exceptionHandler(reset -> {
                // Safe because: its stream is reset after the answer, which is what counts.
            });
            get(slow.setChunked(true).write("["));
            Future<String> refused =
                    slow.response().compose(answer -> answer.body().map(body -> answer.statusCode() + " " + body));
            Await.until("its bytes are held", PATIENCE, () -> inFlight() == 1);
            // When another stream is quick
            int status = get(client.request(options())
                    .compose(request -> request.send(Buffer.buffer(batch(1))))
                    .map(HttpClientResponse::statusCode));
            // Then it is served while the slow one is waited for, which is told later
            assertThat(status).isEqualTo(202);
            assertThat(refused.isComplete()).isFalse();
            assertThat(get(refused)).startsWith("408 ").contains("\"code\":\"body-too-slow\"");
            released();
        } finally {
            get(client.close());
        }
    }

    private RequestOptions options() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI("/v1/events");
        return options.putHeader("Authorization", bearer).putHeader("Content-Type", Field.BATCH);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Opens a connection and sends a part of what it announces. */
    private Socket begin(int announced, int sent) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        sockets.add(socket);
        write(socket, head("Content-Length: " + announced));
        write(socket, "[" + " ".repeat(Math.max(0, sent - 1)));
        return socket;
    }

    private String head(String length) {
        return "POST /v1/events HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nAuthorization: " + bearer
                + "\r\nContent-Type: " + Field.BATCH + "\r\n" + length + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Sends a blank now and then until the server has closed the connection; all that it said. */
    private static String trickleToTheEnd(Socket socket) throws IOException {
        socket.setSoTimeout(200);
        StringBuilder said = new StringBuilder();
        byte[] buffer = new byte[4096];
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    return said.toString();
                }
                said.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            } catch (java.net.SocketTimeoutException nothingYet) {
                trickle(socket);
            } catch (java.net.SocketException closed) {
                return said.toString();
            }
        }
        throw new AssertionError("The connection is still open: " + said);
    }

    private static void trickle(Socket socket) {
        try {
            write(socket, " ");
        } catch (IOException closed) {
            // Safe because: the next read says what was answered.
            return;
        }
    }

    private void released() {
        Await.until("all bytes are given back", PATIENCE, () -> inFlight() == 0);
    }

    private double inFlight() {
        return metrics.get("plumbline.gateway.in.flight").gauge().value();
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }

    private HttpResponse<String> post(byte[] body) {
        return calls.send("POST", events(), body, headers(bearer));
    }

    private URI events() {
        return base.resolve("/v1/events");
    }

    private static String[] headers(String bearer) {
        return new String[] {"Authorization", bearer, "Content-Type", Field.BATCH};
    }

    private String event(int i) {
        return EventJson.coat(model, model + "/d", "p" + i, Instant.EPOCH);
    }

    private byte[] batch(int events) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < events; i++) {
            batch.append(i == 0 ? "" : ",").append(event(i));
        }
        return batch.append("]").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A batch of one with blanks after it. */
    private byte[] filled(int bytes) {
        String event = "[" + event(0);
        return (event + " ".repeat(bytes - event.length() - 1) + "]").getBytes(StandardCharsets.UTF_8);
    }
}
