package io.plumbline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostTest {
    private static final Server.Claim CLAIM = new Server.Claim(
            "00000000-0000-0000-0000-000000000001", 7, "retrain", "garments", 1, Duration.ofSeconds(9));

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private HttpServer http;

    @BeforeEach
    void listen() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (status.get() < 300) {
                heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            }
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void whatWasSaidWhileTheServerWasAwayIsHeardOnceInItsOrder() throws Exception {
        // Given a server that is away, and a training that goes on
        Post post = new Post();
        status.set(503);
        post.log("one");
        post.point(1, Map.of("loss", 0.9));
        post.progress(0.1, "begun");
        post.checkpoint("head", new byte[] {'a'});
        assertThatThrownBy(() -> post.deliver(server(), CLAIM)).isInstanceOf(ServerAway.class);
        post.log("two");
        post.point(1, Map.of("loss", 0.8));
        post.progress(0.2, "goes on");
        post.checkpoint("head", new byte[] {'b'});
        // When it is back
        status.set(204);
        post.deliver(server(), CLAIM);
        post.deliver(server(), CLAIM);
        // Then
        assertThat(List.copyOf(heard)).hasSize(2);
        assertThat(heard.poll())
                .startsWith("POST /v1/claims/" + CLAIM.id() + "/7/notes")
                .contains("[\"one\",\"two\"]", "0.8", "goes on")
                .doesNotContain("0.9", "begun");
        assertThat(heard.poll()).isEqualTo("PUT /v1/claims/" + CLAIM.id() + "/7/checkpoints/head b");
    }

    @Test
    void aCheckpointThatTheServerRefusesIsGivenUpAndSaidOnce() throws Exception {
        // Given a server to which it is too large
        Post post = new Post();
        status.set(413);
        post.checkpoint("head", new byte[] {'a'});
        // When
        post.deliver(server(), CLAIM);
        status.set(204);
        post.checkpoint("head", new byte[] {'b'});
        post.deliver(server(), CLAIM);
        // Then
        assertThat(List.copyOf(heard)).hasSize(1);
        assertThat(heard.poll()).contains("/7/notes", "The checkpoint head is not kept: The server answers 413");
    }

    private Server server() {
        return new Server(URI.create("http://127.0.0.1:" + http.getAddress().getPort()), "token");
    }
}
