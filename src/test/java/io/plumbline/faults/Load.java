package io.plumbline.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.load.FleetTraffic;
import io.plumbline.load.Ledger;
import io.plumbline.load.Sent;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the traffic of a fleet in batches, each until it is acknowledged, now and then once more as if the answer had been
 * lost; and half of what is malformed straight into the topic. What was acknowledged is in the ledger.
 */
final class Load implements AutoCloseable {
    static final String MODEL = "garments";
    /** Events of all phones together. */
    static final int PER_SECOND = 400;

    private static final int LARGEST = 150;
    private static final int LOST_ANSWERS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN = Duration.ofMillis(20).toNanos();
    private static final int ACCEPTED = 202;

    private final Cluster cluster;
    private final FleetTraffic traffic;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "load");
    private final String token;
    private final KafkaProducer<byte[], byte[]> producer;
    private long next;
    private int app;
    private volatile boolean wanted;
    private volatile boolean sending;
    private volatile boolean closed;
    private volatile Optional<Throwable> failure = Optional.empty();

    Load(Cluster cluster, long seed) {
        this.cluster = cluster;
        this.token = cluster.token();
        // A day ago, so that all of a long run is in the past and in some days and hours.
        Instant from = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
        this.traffic = new FleetTraffic(seed, MODEL, FleetTraffic.Mix.FIELD, from, Duration.ofMillis(100), 5_000);
        this.ledger = new Ledger(traffic);
        this.random = new SplittableRandom(seed);
        this.producer = cluster.producer();
        thread.setDaemon(true);
        thread.start();
    }

    /** Registers the model. */
    void register() throws IOException, InterruptedException {
        String segments = FleetTraffic.SEGMENTS.stream().map(s -> '"' + s + '"').collect(Collectors.joining(","));
        HttpResponse<String> answer = cluster.http()
                .send(
                        request("/v1/models/" + MODEL, "application/json")
                                .PUT(BodyPublishers.ofString(
                                        "{\"task\":\"classification\",\"segments\":[" + segments + "]}"))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("The model is refused: " + answer.statusCode() + " " + answer.body());
        }
    }

    void begin() {
        wanted = true;
    }

    /** Returns when nothing is under way: all that was ever sent is acknowledged, and the ledger is at rest. */
    void rest(Duration atMost) {
        wanted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (sending) {
            failed();
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Nobody takes events. Answers so far: " + answers());
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        failed();
    }

    private void failed() {
        failure.ifPresent(cause -> {
            throw new AssertionError("The load ended", cause);
        });
    }

    /** To be read while the load rests. */
    Ledger ledger() {
        return ledger;
    }

    /** How often the applications answered what. */
    synchronized Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    private void run() {
        try {
            long due = System.nanoTime();
            while (!closed) {
                // In this order: who sees us not sending after he wanted no more sees the truth.
                sending = true;
                if (!wanted) {
                    producer.flush();
                    sending = false;
                    LockSupport.parkNanos(LOOK_AGAIN);
                    due = System.nanoTime();
                    continue;
                }
                int n = 1 + random.nextInt(LARGEST);
                sendBatch(n);
                due = Math.max(due + n * 1_000_000_000L / PER_SECOND, System.nanoTime() - 1_000_000_000L);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (RuntimeException | InterruptedException e) {
            failure = Optional.of(e);
        }
    }

    private void sendBatch(int n) throws InterruptedException {
        List<Sent> batch = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Sent sent = traffic.at(next++);
            if (sent.event() instanceof Sent.Malformed && random.nextBoolean()) {
                sendStraight(sent);
            } else if (readable(sent)) {
                batch.add(sent);
            } else {
                // Would make the whole batch unreadable: it comes alone.
                untilAnswered("application/cloudevents+json", sent.json());
                ledger.refused();
            }
        }
        String body = batch.stream().map(Sent::json).collect(Collectors.joining(",", "[", "]"));
        int times = random.nextInt(LOST_ANSWERS) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            requireTaken(batch, untilAnswered("application/cloudevents-batch+json", body));
        }
        for (Sent sent : batch) {
            if (sent.event() instanceof Sent.Malformed) {
                ledger.refused();
            } else {
                ledger.add(sent);
            }
        }
    }

    /** Round the gateway, as somebody does who writes to the topic himself: becomes a dead letter. */
    @SuppressWarnings("FutureReturnValueIgnored") // Safe because: the callback hears of a failure.
    private void sendStraight(Sent sent) {
        producer.send(new ProducerRecord<>(Cluster.EVENTS, sent.bytes()), (written, cause) -> {
            if (cause != null) {
                failure = Optional.of(cause);
            }
        });
        ledger.add(sent);
    }

    private boolean readable(Sent sent) {
        if (!(sent.event() instanceof Sent.Malformed)) {
            return true;
        }
        try {
            json.readTree(sent.json());
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Sends it until it is accepted or refused for good, to the other application after each failure. */
    private String untilAnswered(String type, String body) throws InterruptedException {
        while (true) {
            String said;
            try {
                HttpResponse<String> answer = cluster.http()
                        .send(
                                request("/v1/events", type)
                                        .POST(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString());
                said = Integer.toString(answer.statusCode());
                note(said);
                if (answer.statusCode() == ACCEPTED || answer.statusCode() == 400) {
                    return answer.body();
                }
                if (answer.statusCode() < 500) {
                    throw new IllegalStateException("Refused: " + said + " " + answer.body());
                }
            } catch (IOException e) {
                note(e.getClass().getSimpleName());
            }
            if (closed) {
                throw new InterruptedException("closed");
            }
            app = 1 - app;
            LockSupport.parkNanos(10 * LOOK_AGAIN);
        }
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(cluster.address(app).resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type);
    }

    private synchronized void note(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    private void requireTaken(List<Sent> batch, String answer) {
        try {
            JsonNode results = json.readTree(answer).path("results");
            for (int i = 0; i < batch.size(); i++) {
                boolean good = !(batch.get(i).event() instanceof Sent.Malformed);
                if (good != results.path(i).path("status").asText().equals("accepted")) {
                    throw new IllegalStateException(results.path(i) + " is the answer to " + batch.get(i));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        producer.close(Duration.ZERO);
    }
}
