package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.load.FleetTraffic;
import io.plumbline.load.Ledger;
import io.plumbline.load.LedgerCheck;
import io.plumbline.load.Sent;
import io.plumbline.testing.SharedServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The traffic of a fleet through the real broker, in order and in disorder: what is derived is the same, bit for bit. */
@ExtendWith(SharedServers.class)
class FleetOrderIT {
    private static final int EVENTS = 100_000;
    private static final FleetTraffic TRAFFIC = new FleetTraffic(
            4,
            IngestRig.FLEET_MODEL,
            FleetTraffic.Mix.FIELD,
            Instant.parse("2026-11-01T22:00:00Z"),
            Duration.ofMillis(40),
            5_000);

    @Test
    void inOrderOverOnePartitionAndShuffledRepeatedAndScatteredOverFourIsTheSame(EmbeddedServers servers)
            throws Exception {
        // Given
        IngestRig straight = IngestRig.create(servers, "fleet_straight", new IngestRig.Size(1, 1, 10_000));
        IngestRig disorder = IngestRig.create(servers, "fleet_disorder", new IngestRig.Size(4, 2, 3_000));
        Ledger ledger = new Ledger(TRAFFIC);
        try (Records records = new Records(straight)) {
            for (int i = 0; i < EVENTS; i++) {
                Sent sent = TRAFFIC.at(i);
                ledger.add(sent);
                records.send(sent.event().source(), sent.json());
            }
        }
        try (Records records = new Records(disorder)) {
            Random random = new Random(5);
            for (int i : shuffled(random)) {
                Sent sent = TRAFFIC.at(i);
                // Every twentieth at once into two partitions, as no gateway of ours would send it
                int copies = random.nextInt(20) == 0 && !(sent.event() instanceof Sent.Malformed) ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    records.send(new ProducerRecord<>(disorder.topic(), random.nextInt(4), new byte[0], sent.bytes()));
                }
            }
        }
        // When
        for (IngestRig rig : List.of(straight, disorder)) {
            try (var running = rig.start("", Map.of(), IngestRig.Hooks.NONE)) {
                running.awaitAllRead();
            }
        }
        // Then
        for (IngestRig rig : List.of(straight, disorder)) {
            try (Connection c = DriverManager.getConnection(
                    rig.database().url(), rig.database().user(), rig.database().password())) {
                assertThat(LedgerCheck.differences(c, IngestRig.FLEET_MODEL, ledger))
                        .isEmpty();
            }
        }
        for (String table : List.of("profile", "outcome_hour", "label_hour", "outcome")) {
            assertThat(digest(disorder, table)).as(table).isEqualTo(digest(straight, table));
        }
    }

    private static int[] shuffled(Random random) {
        int[] order = IntStream.range(0, EVENTS).toArray();
        for (int i = EVENTS - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Of every column of every row, but for the time of writing. */
    private static String digest(IngestRig rig, String table) {
        return rig.database()
                .text("select md5(string_agg(line, ',' order by line)) from (select (to_jsonb(x) - 'touched_at' -"
                        + " 'changed')::text as line from "
                        + table + " x) as lines");
    }
}
