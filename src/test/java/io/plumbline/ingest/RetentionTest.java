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
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Raw predictions go after their time; what was derived from them stays. */
@ExtendWith(SharedServers.class)
class RetentionTest {
    private static final TopicPartition PARTITION = new TopicPartition("retention", 0);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private long offset;

    /** Writes a prediction of some time, received at another. */
    private void write(BatchWriter writer, String id, Instant time, Instant receivedAt) {
        RecordBatch batch = new RecordBatch(IngestRig.MODELS);
        batch.read(OneRecord.of(PARTITION, offset, receivedAt, EventJson.coat("garments", "/d/1", id, time)));
        writer.write(batch, Map.of(PARTITION, offset));
        offset++;
    }

    @Test
    void aDayGoesOnceNothingRecentIsInIt(EmbeddedServers servers) throws Exception {
        // Given a prediction of March 1st, one of March 2nd that came on the 14th, and an off clock
        TestDatabase database = TestDatabase.create(servers, "retention");
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            BatchWriter writer = new IngestRig("", database, "retention").writer(transactions, IngestRig.Hooks.NONE);
            transactions.execute(c -> OffsetTable.create(c, PARTITION, 0));
            write(writer, "first", START, START);
            Instant march14 = START.plus(Duration.ofDays(13));
            write(writer, "late", START.plus(Duration.ofDays(1)), march14);
            write(writer, "off", Instant.parse("1999-01-01T00:00:00Z"), START);
            // When a fortnight and a day have passed, twice
            Instant march16 = START.plus(Duration.ofDays(15));
            for (int i = 0; i < 2; i++) {
                retention(transactions, march16).run();
            }
            IngestRig.doChores(transactions);
            // Then
            assertThat(database.text("select id from prediction")).isEqualTo("late");
            assertThat(database.number("select sum(n) from profile where segment_key = ''"))
                    .isEqualTo(3);
            assertThat(database.text(
                                    "select inhrelid::regclass from pg_inherits where inhparent = 'prediction'::regclass")
                            .lines())
                    .containsExactly(
                            "prediction_2026_03_02",
                            "prediction_2026_03_16",
                            "prediction_2026_03_17",
                            "prediction_2026_03_18");
            // When the late one comes again, and one so late that its day is gone, by a writer that knew that day
            write(writer, "late", START.plus(Duration.ofDays(1)), march16);
            write(writer, "very late", START, march16);
            // Then
            assertThat(database.text("select id from prediction").lines()).containsExactly("late", "very late");
            // When the time of both has come
            retention(transactions, march16.plus(Duration.ofDays(15))).run();
            IngestRig.doChores(transactions);
            // Then
            assertThat(database.number("select count(*) from prediction")).isZero();
            assertThat(database.number("select sum(n) from profile where segment_key = ''"))
                    .isEqualTo(4);
        }
    }

    @Test
    void anEventOfAnOffClockIsRecognisedOnAnotherDay(EmbeddedServers servers) throws Exception {
        // Given a device two days ahead
        TestDatabase database = TestDatabase.create(servers, "off_clock");
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            BatchWriter writer = new IngestRig("", database, "retention").writer(transactions, IngestRig.Hooks.NONE);
            transactions.execute(c -> OffsetTable.create(c, PARTITION, 0));
            Instant ahead = START.plus(Duration.ofDays(2));
            // When its event is sent at once, a day later, when it is on time, and a month later, when it is off again
            for (Duration later :
                    new Duration[] {Duration.ZERO, Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(40)}) {
                write(writer, "a", ahead, START.plus(later));
            }
            write(writer, "b", START, START);
            write(writer, "b", START, START.plus(Duration.ofDays(40)));
            // Then
            assertThat(database.text("select id || window_at::date::text || clock_off from prediction")
                            .lines())
                    .containsExactly("a2026-03-01true", "b2026-03-01false");
        }
    }

    private static Retention retention(Transactions transactions, Instant now) {
        return new Retention(new TestIngestConfig("retention"), transactions, () -> now);
    }
}
