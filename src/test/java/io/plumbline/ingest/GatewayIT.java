package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.embedded.EmbeddedOptions;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.embedded.Ports;
import io.plumbline.kernel.Rejection;
import io.plumbline.testing.Await;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.TemporaryHome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GatewayIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    /** The gateway waits 4 s; what is more is this machine's, which has other things to do. A producer by itself would wait for minutes. */
    private static final Duration MOST = Duration.ofSeconds(12);

    @Test
    void whileTheBrokerIsAwayItSaysSoInTimeAndRecoversByItself() throws Exception {
        int port = Ports.free();
        TestIngestConfig config = new TestIngestConfig("away");
        Topics topics = new Topics(Map.of("bootstrap.servers", "127.0.0.1:" + port), config);
        IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
        EventProducer producer = new EventProducer(config, topics, metrics);
        Gateway gateway = new Gateway(producer, IngestRig.MODELS, metrics);
        try (TemporaryHome home = new TemporaryHome()) {
            EmbeddedOptions kafka = home.options().only(false, true).onPorts(OptionalInt.empty(), OptionalInt.of(port));
            // Given a broker that was never there
            assertAway(gateway, "before the first start");
            try (EmbeddedServers broker = EmbeddedServers.start(kafka)) {
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
                awaitAccepted(gateway);
            }
            // When it goes away with the connection open, and nobody knows it yet
            assertAllHearInTime(gateway);
            assertAway(gateway, "still");
            assertAllHearInTime(gateway);
            // Or does not answer on an open connection
            try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
                assertAway(gateway, "while " + silent + " takes connections and says nothing");
                assertAllHearInTime(gateway);
            }
            // Then it needs nobody's help when the broker is back
            try (EmbeddedServers again = EmbeddedServers.start(kafka)) {
                awaitAccepted(gateway);
                assertThat(again.bootstrapServers()).endsWith(":" + port);
            }
        } finally {
            producer.close();
        }
    }

    private static void awaitAccepted(Gateway gateway) {
        Await.until("accepted again", Duration.ofSeconds(30), () -> {
            try {
                return gateway.takeBatch(batch(), n -> {}).stream().allMatch(Gateway.Result::accepted);
            } catch (Rejection stillAway) {
                return false;
            }
        });
    }

    private static void assertAway(Gateway gateway, String when) {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> gateway.takeBatch(batch(), n -> {}))
                .as(when)
                .isInstanceOfSatisfying(Rejection.class, r -> {
                    assertThat(r.kind()).isEqualTo(Rejection.Kind.UNAVAILABLE);
                    assertThat(r.code()).isEqualTo("broker-away");
                });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(when).isLessThan(MOST);
    }

    /** However many ask at once, on however few threads: each is answered in time, and little is held meanwhile. */
    private static void assertAllHearInTime(Gateway gateway) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(40);
        try {
            List<Future<Duration>> waits = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < 400; i++) {
                waits.add(workers.submit(() -> {
                    assertThatThrownBy(() -> gateway.takeBatch(batch(), n -> {}))
                            .isInstanceOfSatisfying(
                                    Rejection.class, r -> assertThat(r.kind()).isEqualTo(Rejection.Kind.UNAVAILABLE));
                    return Duration.ofNanos(System.nanoTime() - begin);
                }));
            }
            for (Future<Duration> wait : waits) {
                assertThat(wait.get()).isLessThan(MOST);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static byte[] batch() {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < 500; i++) {
            batch.append(i == 0 ? "" : ",").append(EventJson.coat(IngestRig.MODEL, "d", "p" + i, NOON));
        }
        return Records.bytes(batch.append("]").toString());
    }
}
