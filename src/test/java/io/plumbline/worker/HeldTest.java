package io.plumbline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger beats = new AtomicInteger();
    private final AtomicInteger notes = new AtomicInteger(204);
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch line = new CountDownLatch(1);
    private HttpServer http;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/v1/claims/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = new byte[0];
            if (exchange.getRequestURI().getPath().endsWith("/heartbeat")) {
                beats.incrementAndGet();
                answer = "{\"pulse\":\"held\"}".getBytes(StandardCharsets.UTF_8);
            } else if (exchange.getRequestURI().getPath().endsWith("/notes")) {
                exchange.sendResponseHeaders(notes.get(), -1);
                exchange.close();
                return;
            } else {
                arrived.countDown();
                waitFor(line);
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        line.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    @Test
    void a_checkpoint_on_a_slow_line_keeps_no_heartbeat_back() throws InterruptedException {
        // Given
        Server server =
                new Server(URI.create("http://127.0.0.1:" + http.getAddress().getPort()), "token");
        Server.Claim claim = new Server.Claim("job", 1, "retrain", "garments", 1, Duration.ofMillis(300));
        Post post = new Post();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Held held = new Held(server, claim, post, new PrintStream(said, true, StandardCharsets.UTF_8))) {
            // When
            post.checkpoint("network", new byte[1000]);
            arrived.await();
            int before = beats.get();
            // Then
            Await.until("it is heard of while the checkpoint is on its way", PATIENCE, () -> beats.get() >= before + 5);
            assertThat(held.stop()).isEmpty();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsNotToldAsLost() {
        // Given
        notes.set(400);
        Server server =
                new Server(URI.create("http://127.0.0.1:" + http.getAddress().getPort()), "token");
        Server.Claim claim = new Server.Claim("job", 1, "retrain", "garments", 1, Duration.ofMillis(300));
        Post post = new Post();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Held held = new Held(server, claim, post, new PrintStream(said, true, StandardCharsets.UTF_8))) {
            // When
            post.log("what it does not want to hear");
            // Then the thread that trains is told to stop, and why
            assertThatThrownBy(() -> line.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedException.class);
            assertThat(held.stop()).isEqualTo("refused");
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("The server refuses: The server answers 400");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
