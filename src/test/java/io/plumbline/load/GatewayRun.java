package io.plumbline.load;

import io.plumbline.embedded.Ports;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.TestDatabase;
import io.plumbline.testing.TopicEnds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

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
        try (Child app = stage.app(
                "gateway",
                database,
                "gateway",
                Map.of(
                        "plumbline.roles",
                        "api",
                        "quarkus.http.port",
                        Integer.toString(port),
                        "plumbline.ingest.rate",
                        "0"))) {
            URI address = URI.create("http://127.0.0.1:" + port);
            awaitUp(app, address);
            String token = Files.readString(stage.home("gateway").resolve("admin.token"))
                    .strip();
            for (int i = 0; i < WARM_UPS; i++) {
                send(address, token, bodies);
            }
            double gateway = 0;
            double producer = 0;
            for (int i = 0; i < ROUNDS; i++) {
                producer += produce(stage, traffic, events);
                gateway += send(address, token, bodies);
            }
            long arrived = TopicEnds.sum(stage.broker(), "gateway");
            long acknowledged = ((long) WARM_UPS + ROUNDS) * events;
            if (arrived != acknowledged) {
                throw new AssertionError(arrived + " records arrived where " + acknowledged + " were acknowledged");
            }
            return new GatewayRun((double) ROUNDS * events / gateway, (double) ROUNDS * events / producer);
        }
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
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ask =
                HttpRequest.newBuilder(address.resolve("/q/health/ready")).build();
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
    private static double send(URI address, String token, List<byte[]> bodies)
            throws InterruptedException, ExecutionException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService phones = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long start = System.nanoTime();
            List<Future<?>> answers = new ArrayList<>();
            for (byte[] body : bodies) {
                answers.add(phones.submit(() -> {
                    HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/events"))
                            .header("content-type", "application/cloudevents-batch+json")
                            .header("authorization", "Bearer " + token)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build();
                    var answer = http.send(request, BodyHandlers.ofString());
                    if (answer.statusCode() != 202 || answer.body().contains("\"code\"")) {
                        throw new AssertionError(answer.statusCode() + " " + answer.body());
                    }
                    return null;
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            phones.shutdown();
        }
    }
}
