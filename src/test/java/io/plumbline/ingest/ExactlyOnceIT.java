package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each event is counted once, whoever dies or is overtaken, and when. */
@ExtendWith(SharedServers.class)
class ExactlyOnceIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What was put into the topic, by what it is to come to. */
    private int predictions;

    private int corrections;
    private int deadLetters;

    @Test
    void aProcessThatDiesBetweenAnyTwoStepsLosesNothingAndRepeatsNothing(EmbeddedServers servers) throws Exception {
        // Given
        IngestRig rig = IngestRig.create(servers, "mortal");
        try (Records records = new Records(rig)) {
            for (Mortal.Step step : Mortal.Step.values()) {
                // More than two batches of 50, so that there is a second one to die in
                produce(records, 180);
                // When
                assertThat(die(rig, step)).as(step.name()).isEqualTo(Mortal.DIED);
                assertThat(rig.read()).as(step.name()).isLessThan(rig.ends());
            }
        }
        try (var running = rig.start("mortal", Map.of(), IngestRig.Hooks.NONE)) {
            running.awaitAllRead();
        }
        // Then
        assertExact(rig.database());
    }

    @Test
    void aConsumerThatLostItsPartitionsWhileItReadKeepsNothing(EmbeddedServers servers) throws Exception {
        // Given a consumer that pauses for longer than its group waits, before it writes
        IngestRig rig = IngestRig.create(servers, "paused_reading");
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        ModelCatalog pausing = name -> {
            pauseOnce(first, paused, goOn);
            return IngestRig.MODELS.facts(name);
        };
        overtake(rig, new IngestRig.Hooks(pausing, List.of(), UnaryOperator.identity()), paused, goOn, true);
        // Then
        assertExact(rig.database());
    }

    @Test
    void aConsumerThatIsOvertakenWithinItsTransactionFencesTheOther(EmbeddedServers servers) throws Exception {
        // Given a consumer that pauses within its transaction, with the offset's row locked
        IngestRig rig = IngestRig.create(servers, "paused_writing");
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        BatchSink pausing = new BatchSink() {
            @Override
            public int order() {
                return 15;
            }

            @Override
            public void accept(Connection connection, NewEvents events) {
                pauseOnce(first, paused, goOn);
            }
        };
        overtake(
                rig,
                new IngestRig.Hooks(IngestRig.MODELS, List.of(pausing), UnaryOperator.identity()),
                paused,
                goOn,
                false);
        // Then
        assertExact(rig.database());
    }

    @Test
    void theOffsetMovesOnlyFromWhereItStands(EmbeddedServers servers) throws Exception {
        // Given
        TestDatabase database = TestDatabase.create(servers, "offsets");
        TopicPartition partition = new TopicPartition("t", 3);
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            transactions.execute(c -> OffsetTable.create(c, partition, 7));
            transactions.execute(c -> OffsetTable.create(c, partition, 0));
            // When
            List<Boolean> moved = transactions.run(c -> List.of(
                    OffsetTable.move(c, partition, 0, 10),
                    OffsetTable.move(c, partition, 7, 10),
                    OffsetTable.move(c, partition, 7, 12),
                    OffsetTable.move(c, new TopicPartition("t", 4), 7, 12)));
            // Then
            assertThat(moved).containsExactly(false, true, false, false);
            OptionalLong read = transactions.run(c -> OffsetTable.read(c, partition));
            assertThat(read).hasValue(10);
            BatchWriter writer = new IngestRig("", database, "t").writer(transactions, IngestRig.Hooks.NONE);
            RecordBatch late = new RecordBatch(IngestRig.MODELS);
            late.nextOffsets.put(partition, 12L);
            assertThatThrownBy(() -> writer.write(late, Map.of(partition, 7L))).isInstanceOf(OffsetTable.Fenced.class);
        }
    }

    /** Starts a consumer, lets it pause, starts another, and lets the first go on. */
    private void overtake(
            IngestRig rig, IngestRig.Hooks hooks, CountDownLatch paused, CountDownLatch goOn, boolean otherFinishes)
            throws InterruptedException {
        Map<String, Object> impatient = Map.of("max.poll.interval.ms", 1_000);
        try (Records records = new Records(rig)) {
            produce(records, 150);
            try (var slow = rig.start("", impatient, hooks)) {
                assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
                try (var other = rig.start("", Map.of(), IngestRig.Hooks.NONE)) {
                    if (otherFinishes) {
                        rig.awaitAllRead();
                    } else {
                        Await.until("the other waits for the row of the offset", PATIENCE, () -> waiting(rig) > 0);
                    }
                    produce(records, 150);
                    goOn.countDown();
                    rig.awaitAllRead();
                    produce(records, 150);
                    other.awaitAllRead();
                    slow.awaitAllRead();
                }
            }
        }
    }

    private static long waiting(IngestRig rig) {
        return rig.database()
                .number("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'");
    }

    private static void pauseOnce(AtomicBoolean first, CountDownLatch paused, CountDownLatch goOn) {
        if (!first.getAndSet(false)) {
            return;
        }
        paused.countDown();
        try {
            assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By tens: predictions, one of them sent twice, corrections of them, one sent twice, and garbage. */
    private void produce(Records records, int n) {
        for (int i = 0; i < n; i++) {
            switch (i % 10) {
                case 6 -> {
                    records.send("d" + i % 13, "garbage");
                    deadLetters++;
                }
                case 7, 8 -> records.send(device(predictions - 1), correction(predictions - 1));
                case 9 -> {
                    String again = correction(predictions - 2);
                    records.send(device(predictions - 2), again);
                    records.send(device(predictions - 2), again);
                }
                default -> {
                    String prediction = EventJson.coat(IngestRig.MODEL, device(predictions), "p" + predictions, NOON);
                    records.send(device(predictions), prediction);
                    if (i % 10 == 5) {
                        records.send(device(predictions), prediction);
                    }
                    predictions++;
                }
            }
        }
        records.flush();
    }

    private String correction(int of) {
        return EventJson.correction(IngestRig.MODEL, device(of), "c" + corrections++, NOON, "p" + of, "boot", "");
    }

    private static String device(int prediction) {
        return "d" + prediction % 13;
    }

    private void assertExact(TestDatabase database) {
        assertThat(database.number("select count(*) from prediction")).isEqualTo(predictions);
        assertThat(database.number("select sum(n) from profile where segment_key = ''"))
                .isEqualTo(predictions);
        assertThat(database.number("select sum(n) from profile where segment_key = 'os'"))
                .isEqualTo(predictions);
        assertThat(database.number("select count(*) from correction")).isEqualTo(corrections);
        assertThat(database.number("select count(*) from dead_letter")).isEqualTo(deadLetters);
        // Of each three corrections, two are of the same prediction
        assertThat(database.number("select count(*) from outcome where error")).isEqualTo(corrections * 2L / 3);
        assertThat(database.number("select sum(voluntary_errors) from outcome_hour where segment_key = ''"))
                .isEqualTo(corrections * 2L / 3);
    }

    private static int die(IngestRig rig, Mortal.Step step) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mortal.class.getName(),
                        rig.broker(),
                        rig.database().url(),
                        rig.database().user(),
                        rig.database().password(),
                        rig.topic(),
                        step.name())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).as(step.name()).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }
}
