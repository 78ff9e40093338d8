package io.plumbline.ingest;

import io.plumbline.event.Correction;
import io.plumbline.event.Event;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import io.plumbline.event.Prediction;
import io.plumbline.kernel.ModelCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** One poll of the topic, read: events that can be taken, and the rest with its reasons. */
final class RecordBatch {
    private static final String BINARY_PREFIX = "ce_";

    final List<Received<Prediction>> predictions = new ArrayList<>();
    final List<Received<Correction>> corrections = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    /** By partition, the offset after the last record of the batch. */
    final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    static RecordBatch read(ConsumerRecords<byte[], byte[]> records, ModelCatalog models) {
        RecordBatch batch = new RecordBatch();
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                batch.read(record, models);
            }
        }
        // Not the last record's offset plus one: transaction markers take offsets too.
        records.nextOffsets().forEach((partition, next) -> batch.nextOffsets.put(partition, next.offset()));
        return batch;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, ModelCatalog models) {
        Instant receivedAt = Instant.ofEpochMilli(record.timestamp());
        byte[] payload = record.value() == null ? new byte[0] : record.value();
        try {
            Event event = parse(record, payload);
            if (models.facts(event.model()).isEmpty()) {
                throw new EventRejection("unknown-model", "There is no model \"" + event.model() + "\".");
            }
            if (event instanceof Prediction prediction) {
                predictions.add(new Received<>(prediction, receivedAt));
            } else if (event instanceof Correction correction) {
                corrections.add(new Received<>(correction, receivedAt));
            }
        } catch (EventRejection e) {
            deadLetters.add(DeadLetter.of(record, payload, e));
        }
    }

    private static Event parse(ConsumerRecord<byte[], byte[]> record, byte[] payload) throws EventRejection {
        if (record.headers().lastHeader(BINARY_PREFIX + "specversion") == null) {
            return EventParser.parse(payload);
        }
        Map<String, String> attributes = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(BINARY_PREFIX) && header.value() != null) {
                attributes.put(
                        header.key().substring(BINARY_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return EventParser.parseBinary(attributes, payload);
    }
}
