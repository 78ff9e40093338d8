package io.plumbline.load;

import io.plumbline.embedded.Ports;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.TestDatabase;
import io.plumbline.testing.TopicEnds;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Events through the gateway beside the same records through a bare producer.
 *
 * @param gateway events a second over HTTP, each acknowledged
 * @param producer records a second of a producer with acks=all
 */
record GatewayRun(double gateway, double producer) {
    private static final int BATCH = 500;
    private static final int CONNECTIONS = 8;
    private static final int PARTITIONS = 4;
    /** Of each before it is measured: a server runs for days, and its compiler is busy for the first seconds. */
    private static final int WARM_UPS = 5;
    /** The two take turns: either alone lasts for a second or two, in which a broker writes much or little to its disk. */
    private static final int ROUNDS = 7;

    static GatewayRun of(Stage stage, FleetTraffic traffic, int events)
            throws IOException, InterruptedException, ExecutionException, java.sql.SQLException {
        List<byte[]> bodies = bodies(traffic, events);
        stage.makeTopic("bare", PARTITIONS);
        for (int i = 0; i < WARM_UPS; i++) {
            produce(stage, traffic, events);
        }
        TestDatabase database = stage.database("gateway");
        stage.makeTopic("gateway", PARTITIONS);
        int port = Ports.free();
        Map<String, String> settings = Map.of(
                "plumbline.roles", "api", "quarkus.http.port", Integer.toString(port), "plumbline.ingest.rate", "0");
        Vertx vertx = Vertx.vertx();
        try (Child app = stage.app("gateway", database, "gateway", settings)) {
            awaitUp(app, URI.create("http://127.0.0.1:" + port));
            RequestOptions request = request(port, stage.home("gateway"));
            for (int i = 0; i < WARM_UPS; i++) {
                send(vertx, request, bodies);
            }
            double gateway = 0;
            double producer = 0;
            for (int i = 0; i < ROUNDS; i++) {
                producer += produce(stage, traffic, events);
                gateway += send(vertx, request, bodies);
            }
            long arrived = TopicEnds.sum(stage.broker(), "gateway");
            long acknowledged = ((long) WARM_UPS + ROUNDS) * events;
            if (arrived != acknowledged) {
                throw new AssertionError(arrived + " records arrived where " + acknowledged + " were acknowledged");
            }
            return new GatewayRun((double) ROUNDS * events / gateway, (double) ROUNDS * events / producer);
        } finally {
            vertx.close();
        }
    }

    private static RequestOptions request(int port, Path home) throws IOException {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/events")
                .putHeader("content-type", "application/cloudevents-batch+json")
                .putHeader(
                        "authorization",
                        "Bearer "
                                + Files.readString(home.resolve("admin.token")).strip());
    }

    /** Requests of as many events as one may hold; nothing malformed among them. */
    private static List<byte[]> bodies(FleetTraffic traffic, int events) {
        List<byte[]> bodies = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < events; i++) {
            body.append(i % BATCH == 0 ? "[" : ",").append(traffic.at(i).json());
            if (i % BATCH == BATCH - 1) {
                bodies.add(body.append(']').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                body.setLength(0);
            }
        }
        return bodies;
    }

    /** Sends the records through a bare producer and answers the seconds that it took. */
    private static double produce(Stage stage, FleetTraffic traffic, int events)
            throws InterruptedException, ExecutionException {
        List<Sent> records = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            records.add(traffic.at(i));
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(events);
        try (KafkaProducer<byte[], byte[]> producer = stage.producer()) {
            long start = System.nanoTime();
            for (Sent record : records) {
                sent.add(producer.send(Stage.record("bare", record)));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static void awaitUp(Child app, URI address) {
        var http = java.net.http.HttpClient.newHttpClient();
        var ask = HttpRequest.newBuilder(address.resolve("/q/health/ready")).build();
        Await.until("the gateway is up", Duration.ofMinutes(2), () -> {
            app.requireAlive();
            try {
                return http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    /** Sends all bodies over some connections and answers the seconds that it took. */
    private static double send(Vertx vertx, RequestOptions request, List<byte[]> bodies)
            throws InterruptedException, ExecutionException {
        HttpClient http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CONNECTIONS));
        try {
            long start = System.nanoTime();
            List<io.vertx.core.Future<Void>> answers = new ArrayList<>();
            for (byte[] body : bodies) {
                answers.add(http.request(request)
                        .compose(open -> open.send(Buffer.buffer(body)))
                        .compose(answer -> answer.body().map(said -> requireAccepted(answer.statusCode(), said))));
            }
            io.vertx.core.Future.all(answers)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            return (System.nanoTime() - start) / 1e9;
        } finally {
            http.close();
        }
    }

    private static @Nullable Void requireAccepted(int status, Buffer said) {
        String answer = said.toString();
        if (status != 202 || !answer.startsWith("{\"accepted\":" + BATCH + ",\"rejected\":0,")) {
            throw new AssertionError(status + " " + answer);
        }
        return null;
    }
}
