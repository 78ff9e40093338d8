package io.plumbline.ingest;

import io.plumbline.store.Sql;
import io.plumbline.store.StoreException;
import io.plumbline.store.Transactions;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Writes one batch in one transaction: rows, what the sinks derive, dead letters and the offsets; all or nothing. */
@ApplicationScoped
@Sql
public class BatchWriter {
    private static final String DEAD_LETTER = """
            insert into dead_letter (topic, partition, "offset", code, detail, payload, received_at,
                                     record_key, headers, cut)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final int ATTEMPTS = 3;
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Transactions transactions;
    private final List<BatchSink> sinks;
    private final DayPartitions days = new DayPartitions();

    public BatchWriter(Transactions transactions, @All List<BatchSink> sinks) {
        this.transactions = transactions;
        this.sinks =
                sinks.stream().sorted(Comparator.comparingInt(BatchSink::order)).toList();
    }

    /** What a batch came to. */
    record Written(int predictions, int corrections, int duplicates, int deadLetters) {}

    /**
     * Writes a batch.
     *
     * @param batch what was read
     * @param from by partition, the offset at which the batch begins
     * @throws OffsetTable.Fenced if a partition is no longer ours; nothing is kept then
     */
    Written write(RecordBatch batch, Map<TopicPartition, Long> from) {
        for (int attempt = 1; ; attempt++) {
            try {
                makePartitions(batch.predictions.keySet());
                Written written = transactions.run(c -> write(c, batch, from));
                days.rememberNoted(batch.receipts);
                return written;
            } catch (StoreException e) {
                // Somebody else was quicker by moments: with the same event, or in dropping an old day.
                boolean worthAnother = e.isDuplicate() || e.isDeadlock() || e.isMissingTable();
                if (!worthAnother || attempt == ATTEMPTS) {
                    throw e;
                }
                if (e.isMissingTable()) {
                    days.forget();
                }
            }
        }
    }

    private void makePartitions(Set<LocalDate> needed) {
        if (!days.allKnown(needed)) {
            transactions.execute(c -> days.create(c, needed));
            days.remember(needed);
        }
    }

    private Written write(Connection c, RecordBatch batch, Map<TopicPartition, Long> from) throws SQLException {
        // First, so that a process that lost its partition stops before it does any work.
        Map<TopicPartition, Long> to = new TreeMap<>(ORDER);
        to.putAll(batch.nextOffsets);
        for (Map.Entry<TopicPartition, Long> next : to.entrySet()) {
            long expected = from.get(next.getKey());
            if (!OffsetTable.move(c, next.getKey(), expected, next.getValue())) {
                throw new OffsetTable.Fenced(next.getKey(), expected);
            }
        }
        Transactions.preferIndexes(c);
        days.note(c, batch.receipts);
        NewEvents events = new NewEvents(
                EventTable.insertPredictions(c, batch.predictions), EventTable.insertCorrections(c, batch.corrections));
        if (!events.isEmpty()) {
            for (BatchSink sink : sinks) {
                sink.accept(c, events);
            }
        }
        String topic = to.isEmpty() ? "" : to.keySet().iterator().next().topic();
        insertDeadLetters(c, topic, batch.deadLetters);
        int taken = events.predictions().size() + events.corrections().size();
        return new Written(
                events.predictions().size(),
                events.corrections().size(),
                batch.records() - batch.deadLetters.size() - taken,
                batch.deadLetters.size());
    }

    private static void insertDeadLetters(Connection c, String topic, List<DeadLetter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = c.prepareStatement(DEAD_LETTER)) {
            for (DeadLetter letter : letters) {
                insert.setString(1, topic);
                insert.setInt(2, letter.partition());
                insert.setLong(3, letter.offset());
                insert.setString(4, letter.code());
                insert.setString(5, letter.detail());
                insert.setBytes(6, letter.payload());
                insert.setTimestamp(7, Timestamp.from(letter.receivedAt()));
                insert.setBytes(8, letter.kept().key());
                insert.setArray(9, c.createArrayOf("bytea", letter.kept().headers()));
                insert.setBoolean(10, letter.kept().cut());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
