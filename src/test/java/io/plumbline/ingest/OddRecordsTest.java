package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever anybody writes into the topic: what can be taken is taken, the rest is kept with its reason. */
@ExtendWith(SharedServers.class)
class OddRecordsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String DATA =
            "{\"model\":\"garments\",\"version\":\"1\",\"label\":\"coat\",\"confidence\":0.5}";

    @Test
    void noRecordStopsTheOnesBehindIt(EmbeddedServers servers) throws Exception {
        // Given
        IngestRig rig = IngestRig.create(servers, "odd_records");
        List<String> codes = new ArrayList<>();
        try (Records records = new Records(rig)) {
            records.send(new ProducerRecord<>("odd_records", Records.bytes("t"), null));
            codes.add("broken-json");
            for (ProducerRecord<byte[], byte[]> garbage : garbage(records)) {
                records.send(garbage);
                codes.add("*");
            }
            records.send("x", EventJson.coat("nobody", "x", "1", NOW));
            codes.add("unknown-model");
            records.send(records.record("big", new byte[900_000]));
            records.send(records.record("big", new byte[5_000_000]));
            codes.addAll(List.of("event-too-large", "event-too-large"));
            for (String key : List.of("t", "x", "big", "another", "and another")) {
                records.send(key, EventJson.coat("garments", key, "last", NOW));
            }
        }
        // When
        try (var running = rig.start("odd", Map.of(), IngestRig.Hooks.NONE)) {
            running.awaitAllRead();
        }
        // Then
        assertThat(rig.database().number("select count(*) from prediction")).isEqualTo(5);
        assertThat(rig.database().number("select count(*) from dead_letter")).isEqualTo(codes.size());
        assertThat(rig.database().text("select code from dead_letter"))
                .contains("unknown-model", "event-too-large", "bad-text", "text-too-long", "broken-json");
        List<ConsumerRecord<byte[], byte[]>> letters = letters(rig, codes.size());
        assertThat(letters).allSatisfy(letter -> {
            assertThat(header(letter, "plumbline-code")).isNotEmpty();
            assertThat(header(letter, "plumbline-detail")).hasSizeGreaterThan(20);
        });
        assertThat(letters)
                .filteredOn(letter -> header(letter, "plumbline-code").equals("unknown-model"))
                .singleElement()
                .satisfies(letter -> assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                        .isEqualTo(EventJson.coat("nobody", "x", "1", NOW)));
    }

    /** NUL is what PostgreSQL cannot keep, and what hides in each of these. */
    private static List<ProducerRecord<byte[], byte[]>> garbage(Records records) {
        List<ProducerRecord<byte[], byte[]>> garbage = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            garbage.add(records.record("noise", noise));
        }
        String nul = "\\" + "u0000";
        for (String text : List.of(
                "nul\0",
                EventJson.coat("garments", "a" + nul, "1", NOW),
                EventJson.prediction(
                        "garments",
                        "n",
                        "1",
                        NOW,
                        "\"label\":\"a\",\"confidence\":1,\"segment\":{\"a" + nul + "\":\"b\"}"),
                EventJson.prediction(
                        "garments", "n", "2", NOW, "\"label\":\"a\",\"confidence\":1,\"stats\":{\"a" + nul + "\":1}"),
                EventJson.prediction("garments", "n", "3", NOW, "\"label\":\"a\",\"confidence\":\"x" + nul + "\""),
                EventJson.prediction("garments", "n", "4", NOW, "\"a\0\":1"),
                "[".repeat(60_000),
                "{\"a\":".repeat(10_000))) {
            garbage.add(records.record("nul", Records.bytes(text)));
        }
        garbage.add(binary(records, "s", "i", "io.plumbline.pre\0"));
        garbage.add(binary(records, "s\0", "i", "io.plumbline.prediction.v1"));
        garbage.add(binary(records, "s".repeat(5_000), "i", "io.plumbline.prediction.v1"));
        garbage.add(records.record("b", Records.bytes(DATA), "ce_specversion", "1.0"));
        return garbage;
    }

    private static ProducerRecord<byte[], byte[]> binary(Records records, String source, String id, String type) {
        return records.record(
                source,
                Records.bytes(DATA),
                "ce_specversion",
                "1.0",
                "ce_type",
                type,
                "ce_source",
                source,
                "ce_id",
                id,
                "ce_time",
                NOW.toString());
    }

    @Test
    void binaryModeIsTheSameEvent(EmbeddedServers servers) throws Exception {
        // Given the same event in both modes
        IngestRig rig = IngestRig.create(servers, "binary_mode");
        try (Records records = new Records(rig)) {
            records.send(binary(records, "/devices/b", "1", "io.plumbline.prediction.v1"));
            records.send("/devices/b", EventJson.coat("garments", "/devices/b", "1", NOW));
        }
        // When
        try (var running = rig.start("binary", Map.of(), IngestRig.Hooks.NONE)) {
            running.awaitAllRead();
        }
        // Then
        assertThat(rig.database().text("select source || id || label || confidence from prediction"))
                .isEqualTo("/devices/b1coat0.5");
        assertThat(rig.database().number("select count(*) from dead_letter")).isZero();
    }

    @Test
    void aCatalogThatFailsForAWhileLosesNothing(EmbeddedServers servers) throws Exception {
        // Given
        IngestRig rig = IngestRig.create(servers, "catalog_away");
        try (Records records = new Records(rig)) {
            for (int i = 0; i < 120; i++) {
                records.send("d" + i % 7, EventJson.coat("garments", "d" + i % 7, "p" + i, NOW));
            }
        }
        AtomicInteger asked = new AtomicInteger();
        ModelCatalog failing = name -> {
            if (asked.incrementAndGet() == 60) {
                throw new IllegalStateException("The registry is away");
            }
            return IngestRig.MODELS.facts(name);
        };
        // When
        try (var running =
                rig.start("catalog", Map.of(), new IngestRig.Hooks(failing, List.of(), UnaryOperator.identity()))) {
            running.awaitAllRead();
        }
        // Then
        assertThat(asked).hasValueGreaterThan(120);
        assertThat(rig.database().number("select count(*) from prediction")).isEqualTo(120);
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(IngestRig rig, int wanted) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(rig.topic() + ".dlq", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", rig.broker()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            assertThat(end).isGreaterThanOrEqualTo(wanted);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
