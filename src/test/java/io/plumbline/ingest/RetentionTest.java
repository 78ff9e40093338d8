package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Raw predictions go after their time; what was derived from them stays. */
@ExtendWith(SharedServers.class)
class RetentionTest {
    private static final TopicPartition PARTITION = new TopicPartition("retention", 0);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final String VOLUNTARY = """
            select concat_ws(' ', model, sum(voluntary), sum(voluntary_errors)) from outcome_hour
            where segment_key = '' group by model
            """;
    private static final String WAITING =
            "select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'";

    private long offset;

    /** Writes a prediction of some time, received at another. */
    private void write(BatchWriter writer, String id, Instant time, Instant receivedAt) {
        write(writer, EventJson.coat("garments", "/d/1", id, time), receivedAt);
    }

    private void write(BatchWriter writer, String event, Instant receivedAt) {
        RecordBatch batch = new RecordBatch(IngestRig.MODELS);
        batch.read(OneRecord.of(PARTITION, offset, receivedAt, event));
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

    @Test
    void aLaterWordOnAPredictionThatIsDroppedIsCounted(EmbeddedServers servers) throws Exception {
        // Given a prediction that was corrected before its day went
        TestDatabase database = TestDatabase.create(servers, "later_word");
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            BatchWriter writer = new IngestRig("", database, "retention").writer(transactions, IngestRig.Hooks.NONE);
            transactions.execute(c -> OffsetTable.create(c, PARTITION, 0));
            write(writer, "p", START, START);
            write(writer, EventJson.correction("garments", "/d/1", "c1", START, "p", "boot", ""), START);
            retention(transactions, START.plus(Duration.ofDays(20))).run();
            assertThat(database.number("select count(*) from prediction")).isZero();
            assertThat(database.text(VOLUNTARY)).isEqualTo("garments 1 1");
            // When somebody says, of another model by mistake, that it was right
            Instant later = START.plus(Duration.ofDays(20));
            write(writer, EventJson.correction("fleet", "/d/1", "c2", later, "p", "coat", ""), later);
            // Then
            assertThat(database.text(VOLUNTARY)).isEqualTo("garments 1 0");
            assertThat(database.text("select model || ' ' || corrected || ' ' || dirty from outcome"))
                    .isEqualTo("garments coat false");
        }
    }

    @Test
    void aDayIsNotDroppedUnderWhoWritesIntoIt(EmbeddedServers servers) throws Exception {
        // Given a day that may go, and a transaction that has just written a late event into it
        TestDatabase database = TestDatabase.create(servers, "retention_race");
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch dropping = new CountDownLatch(1);
            BatchSink slow = new BatchSink() {
                @Override
                public int order() {
                    return 99;
                }

                @Override
                public void accept(Connection connection, NewEvents events) {
                    written.countDown();
                    try {
                        dropping.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            IngestRig rig = new IngestRig("", database, "retention");
            transactions.execute(c -> OffsetTable.create(c, PARTITION, 0));
            write(rig.writer(transactions, IngestRig.Hooks.NONE), "first", START, START);
            Instant march20 = START.plus(Duration.ofDays(19));
            IngestRig.Hooks hooks = new IngestRig.Hooks(IngestRig.MODELS, List.of(slow), UnaryOperator.identity());
            CompletableFuture<Void> late =
                    CompletableFuture.runAsync(() -> write(rig.writer(transactions, hooks), "late", START, march20));
            written.await();
            // When the day is looked at, and the transaction ends while the drop waits for it
            CompletableFuture<Void> retention = CompletableFuture.runAsync(
                    () -> retention(transactions, march20).run());
            Await.until("the drop waits", Duration.ofSeconds(10), () -> database.number(WAITING) == 1);
            dropping.countDown();
            late.join();
            retention.join();
            // Then
            assertThat(database.text("select id from prediction order by id").lines())
                    .containsExactly("first", "late");
        }
    }

    private static Retention retention(Transactions transactions, Instant now) {
        return new Retention(new TestIngestConfig("retention"), transactions, () -> now);
    }
}
