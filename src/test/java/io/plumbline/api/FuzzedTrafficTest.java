package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.access.Roles;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import io.plumbline.ingest.IngestConfig;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.EventMutations;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 20,000 damaged events through both doors: each is answered for, and what was taken is a row or known already. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class FuzzedTrafficTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String[] KINDS = {"prediction", "correction", "duplicate", "dead_letter"};
    private static final int BATCH = 500;
    private static final int BATCHES = 18;
    private static final int SINGLE = 1_000;
    private static final int RECORDS = 10_000;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Field field;

    @Inject
    Calls calls;

    @Inject
    MeterRegistry meters;

    @Inject
    ObjectMapper json;

    @Inject
    IngestConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    private String model = "";
    private long seed;

    @BeforeEach
    void registered() {
        model = field.model(base);
        field.send(base, EventJson.coat(model, model + "/first", "1", Instant.now()));
        field.awaitStored(model + "/first", "1");
    }

    @Test
    void whatIsAcceptedOverHttpIsStoredOnceAndTheRestIsAnsweredFor() throws IOException {
        // Given
        Stock before = stock();
        String bearer = calls.bearer(Roles.DEVICE);
        // When
        long accepted = 0;
        for (int i = 0; i < BATCHES; i++) {
            byte[] body = batch(i % 6 == 5);
            accepted += accepted(send(i % 2 == 0, "application/cloudevents-batch+json", body, bearer), BATCH);
        }
        EventMutations mutations = EventMutations.ofModel(model, model + "/single");
        for (int i = 0; i < SINGLE; i++) {
            byte[] body = mutations.event(seed++);
            accepted += accepted(send(i % 2 == 0, "application/cloudevents+json", body, bearer), 1);
        }
        // Then
        Stock after = awaitRead(before, accepted);
        assertThat(accepted).isGreaterThan(BATCH);
        assertThat(after.deadLetters() - before.deadLetters()).isZero();
        assertThat(after.rows() - before.rows() + after.duplicates() - before.duplicates())
                .isEqualTo(accepted);
    }

    @Test
    void whateverIsWrittenIntoTheTopicIsARowADuplicateOrADeadLetter() throws Exception {
        // Given
        Stock before = stock();
        // When
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                sent.add(producer.send(record(i)));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        }
        // Then
        Stock after = awaitRead(before, RECORDS);
        long deadLetters = after.deadLetters() - before.deadLetters();
        assertThat(deadLetters).isBetween(RECORDS / 2L, RECORDS - 100L);
        assertThat(after.rows() - before.rows() + after.duplicates() - before.duplicates() + deadLetters)
                .isEqualTo(RECORDS);
    }

    /** Mutated events of a device of its own; in a whole one what is no JSON by itself is left out. */
    private byte[] batch(boolean broken) {
        EventMutations mutations = EventMutations.ofModel(model, model + "/" + seed);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int n = 0; n < BATCH; ) {
            byte[] event = mutations.event(seed++);
            if (broken || isOne(event)) {
                body.write(n == 0 ? '[' : ',');
                body.writeBytes(event);
                n++;
            }
        }
        body.write(']');
        return body.toByteArray();
    }

    private static boolean isOne(byte[] event) {
        try {
            String list = '[' + new String(event, StandardCharsets.ISO_8859_1) + ']';
            return event.length < 2_000
                    && EventParser.parseBatch(list.getBytes(StandardCharsets.ISO_8859_1), 2)
                                    .size()
                            == 1;
        } catch (EventRejection e) {
            return false;
        }
    }

    private HttpResponse<String> send(boolean zipped, String type, byte[] body, String bearer) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        if (zipped) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(sent)) {
                gzip.write(body);
            }
        } else {
            sent.writeBytes(body);
        }
        String encoding = zipped ? "gzip" : "";
        return calls.send(
                "POST",
                base.resolve("/v1/events"),
                sent.toByteArray(),
                "Authorization",
                bearer,
                "Content-Type",
                type,
                "Content-Encoding",
                encoding);
    }

    /** How many were accepted by an answer, which has to be well-formed whatever was sent. */
    private int accepted(HttpResponse<String> answer, int most) throws IOException {
        JsonNode body = json.readTree(answer.body());
        String words = "up to seed " + seed + ": " + answer.statusCode() + ' ' + answer.body();
        if (answer.statusCode() == 202) {
            int accepted = body.path("accepted").asInt();
            assertThat(body.path("results"))
                    .as(words)
                    .hasSize(accepted + body.path("rejected").asInt());
            assertThat(body.path("results").size()).as(words).isBetween(1, most);
            for (JsonNode result : body.path("results")) {
                boolean taken = result.path("status").asText().equals("accepted");
                assertThat(result.has("code")).as(words).isNotEqualTo(taken);
            }
            return accepted;
        }
        assertThat(answer.statusCode()).as(words).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as(words)
                .startsWith("application/problem+json");
        assertThat(body.path("code").asText()).as(words).isNotEmpty();
        return 0;
    }

    /** One in four in binary mode, whose data nobody has to have found whole. */
    private ProducerRecord<byte[], byte[]> record(int i) {
        String source = model + "/direct" + i / 100;
        byte[] event = EventMutations.ofModel(model, source).event(seed++);
        byte[] key = i % 3 == 0 ? null : bytes(source);
        if (i % 4 != 0) {
            return new ProducerRecord<>(config.topic(), key, event);
        }
        String text = new String(event, StandardCharsets.ISO_8859_1);
        int data = text.indexOf("\"data\":") + 7;
        String end = text.substring(
                Math.min(data, text.length()), Math.max(Math.min(data, text.length()), text.length() - 1));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(config.topic(), key, end.getBytes(StandardCharsets.ISO_8859_1));
        record.headers()
                .add("ce_specversion", bytes("1.0"))
                .add("ce_type", bytes("io.plumbline.prediction.v1"))
                .add("ce_source", i % 8 == 0 ? event : bytes(source))
                .add("ce_id", bytes("b" + i))
                .add("ce_time", bytes("2026-11-23T10:00:00Z"));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is in PostgreSQL, and how many were found there already. */
    private record Stock(long rows, long deadLetters, long duplicates, long read) {}

    private Stock stock() {
        long read = 0;
        for (String kind : KINDS) {
            read += counted(kind);
        }
        return new Stock(
                field.number("select (select count(*) from prediction) + (select count(*) from correction)"),
                field.number("select count(*) from dead_letter"),
                counted("duplicate"),
                read);
    }

    private long counted(String kind) {
        return Math.round(
                meters.counter("plumbline.ingest.events", "kind", kind).count());
    }

    private Stock awaitRead(Stock before, long events) {
        Await.until(events + " events are read", PATIENCE, () -> stock().read() - before.read() >= events);
        return stock();
    }
}
