package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is derived from events does not depend on the order, the parts and the repetitions in which they came. */
@ExtendWith(SharedServers.class)
class OrderTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String[] LABELS = {"coat", "dress", "boot", "bag"};
    private static final TopicPartition PARTITION = new TopicPartition("order", 0);

    @Test
    void shuffledSplitAndRepeatedEventsLeaveTheSame(EmbeddedServers servers) throws Exception {
        // Given
        Random random = new Random(20260301);
        List<String> events = events(random);
        List<String> disturbed = new ArrayList<>(events);
        for (int i = 0; i < 1_500; i++) {
            disturbed.add(events.get(random.nextInt(events.size())));
        }
        Collections.shuffle(disturbed, random);
        List<String> backwards = new ArrayList<>(events);
        Collections.reverse(backwards);
        // When
        TestDatabase straight = deliver(servers, "order_straight", events, 1_000, 1_000, random);
        TestDatabase shuffled = deliver(servers, "order_shuffled", disturbed, 1, 900, random);
        TestDatabase reversed = deliver(servers, "order_reversed", backwards, 300, 600, random);
        // Then
        assertThat(straight.number("select count(*) from prediction")).isEqualTo(4_000);
        assertThat(straight.number("select count(*) from correction")).isEqualTo(1_000);
        assertThat(straight.number("select sum(n) from profile where segment_key = ''"))
                .isEqualTo(4_000);
        assertThat(straight.number("select sum(audited + voluntary) from outcome_hour where segment_key = ''"))
                .isEqualTo(straight.number("select count(*) from outcome where error is not null"))
                .isBetween(300L, 1_000L);
        assertThat(straight.number("select count(*) from outcome where dirty")).isPositive();
        for (String table : List.of("profile", "outcome_hour", "label_hour", "outcome")) {
            assertThat(differences(straight, shuffled, table)).isEmpty();
            assertThat(differences(straight, reversed, table)).isEmpty();
        }
    }

    @Test
    void devicesMayUseTheSameIds(EmbeddedServers servers) throws Exception {
        // Given 300 devices that count from 1 to 5
        List<String> events = new ArrayList<>();
        for (int device = 0; device < 300; device++) {
            for (int id = 1; id <= 5; id++) {
                events.add(EventJson.coat("garments", "d" + device, Integer.toString(id), NOON));
            }
        }
        // When some are sent again, and one of them sends another
        List<String> more = new ArrayList<>(events);
        more.addAll(events.subList(700, 703));
        more.add(EventJson.coat("garments", "d7", "6", NOON));
        TestDatabase database = deliver(servers, "order_same_ids", more, 1_500, 1_500, new Random(1));
        // Then
        assertThat(database.number("select count(*) from prediction")).isEqualTo(1_501);
        assertThat(database.number("select sum(n) from profile where segment_key = ''"))
                .isEqualTo(1_501);
    }

    private static List<String> differences(TestDatabase one, TestDatabase other, String table) {
        List<String> expected = one.dump(table).lines().toList();
        List<String> actual = other.dump(table).lines().toList();
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String left = i < expected.size() ? expected.get(i) : "(nothing)";
            String right = i < actual.size() ? actual.get(i) : "(nothing)";
            if (!left.equals(right)) {
                differences.add(left + "\n" + right);
            }
        }
        return differences;
    }

    /** 4,000 predictions, and 1,000 corrections: several of some predictions, at equal times too, and of none. */
    private static List<String> events(Random random) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            String data = "\"label\":\"%s\",\"confidence\":%s,\"segment\":{\"device\":\"make %d\",\"os\":\"%d\"}%s"
                    .formatted(
                            LABELS[random.nextInt(4)],
                            random.nextDouble(),
                            random.nextInt(3),
                            random.nextInt(2),
                            random.nextInt(20) == 0 ? ",\"audit\":{\"propensity\":0.05}" : "");
            events.add(EventJson.prediction("garments", "d" + i % 200, "p" + i, time(random), data));
        }
        for (int i = 0; i < 1_000; i++) {
            int of = random.nextInt(50) == 0 ? 10_000 + random.nextInt(5) : random.nextInt(1_000) * 4;
            String audit = random.nextInt(3) == 0 ? "\"audit\":{\"propensity\":0.02}" : "";
            String model = of >= 10_000 && random.nextBoolean() ? "hats" : "garments";
            events.add(EventJson.correction(
                    model, "d" + of % 200, "c" + i, time(random), "p" + of, LABELS[random.nextInt(4)], audit));
        }
        return events;
    }

    /** Few different ones within five hours, so that corrections tie. */
    private static Instant time(Random random) {
        return NOON.plus(Duration.ofMinutes(random.nextInt(30) * 10L));
    }

    private static TestDatabase deliver(
            EmbeddedServers servers, String name, List<String> events, int fewest, int most, Random random)
            throws Exception {
        TestDatabase database = TestDatabase.create(servers, name);
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            BatchWriter writer = new IngestRig("", database, name).writer(transactions, IngestRig.Hooks.NONE);
            transactions.execute(c -> OffsetTable.create(c, PARTITION, 0));
            for (int from = 0; from < events.size(); ) {
                int to = Math.min(events.size(), from + fewest + random.nextInt(most - fewest + 1));
                RecordBatch batch = new RecordBatch(any -> IngestRig.MODELS.facts(IngestRig.MODEL));
                batch.read(records(events, from, to));
                writer.write(batch, Map.of(PARTITION, (long) from));
                from = to;
                if (random.nextInt(5) == 0) {
                    IngestRig.doChores(transactions);
                }
            }
            IngestRig.doChores(transactions);
        }
        return database;
    }

    private static ConsumerRecords<byte[], byte[]> records(List<String> events, int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(OneRecord.record(PARTITION, i, NOON.plus(Duration.ofHours(6)), events.get(i)));
        }
        return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of(PARTITION, new OffsetAndMetadata(to)));
    }
}
