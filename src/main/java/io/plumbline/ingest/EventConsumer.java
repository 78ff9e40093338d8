package io.plumbline.ingest;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the events topic batch by batch. PostgreSQL says where a partition stands, not Kafka: the offset moves with the
 * rows. One thread.
 */
final class EventConsumer implements ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Transactions transactions;
    private final BatchWriter writer;
    private final DeadLetters deadLetters;
    private final ModelCatalog models;
    private final IngestMetrics metrics;

    /** Where each partition stands in PostgreSQL; the partitions without an entry have to be looked up first. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    EventConsumer(
            Consumer<byte[], byte[]> consumer,
            Transactions transactions,
            BatchWriter writer,
            DeadLetters deadLetters,
            ModelCatalog models,
            IngestMetrics metrics) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * Reads and writes one batch.
     *
     * @throws RuntimeException if the database is away or refuses; the batch is read again by the next call
     */
    void step() {
        lookUpPositions();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
            // The consumer has moved past these records: whatever happens to them now, it must come back for them.
            boolean kept = false;
            try {
                write(records);
                kept = true;
            } catch (Fenced e) {
                LOG.info(e.getMessage());
            } finally {
                if (!kept) {
                    rewind();
                }
            }
        }
        metrics.lag(lag());
    }

    private void write(ConsumerRecords<byte[], byte[]> records) {
        RecordBatch batch = RecordBatch.read(records, models);
        deadLetters.send(batch.deadLetters);
        BatchWriter.Written written = metrics.timed(() -> writer.write(batch, positions));
        positions.putAll(batch.nextOffsets);
        metrics.written(written);
    }

    /** The next step looks every partition up and reads on from where PostgreSQL says. */
    private void rewind() {
        positions.clear();
    }

    private void lookUpPositions() {
        Set<TopicPartition> unknown = new HashSet<>(consumer.assignment());
        unknown.removeAll(positions.keySet());
        if (unknown.isEmpty()) {
            return;
        }
        consumer.pause(unknown);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(unknown);
        Map<TopicPartition, Long> found = transactions.run(c -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (TopicPartition partition : unknown) {
                OptionalLong next = OffsetTable.read(c, partition);
                if (next.isEmpty()) {
                    OffsetTable.create(c, partition, beginnings.get(partition));
                    next = OffsetTable.read(c, partition);
                }
                offsets.put(partition, next.orElseThrow());
            }
            return offsets;
        });
        found.forEach(consumer::seek);
        positions.putAll(found);
        consumer.resume(unknown);
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            lag += consumer.currentLag(partition).orElse(0);
        }
        return lag;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // This very poll would otherwise return records from where Kafka thinks that the group stands.
        List<TopicPartition> assigned = new ArrayList<>(partitions);
        consumer.pause(assigned);
        assigned.forEach(positions::remove);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
    }
}
