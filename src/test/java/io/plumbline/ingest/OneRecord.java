package io.plumbline.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What a poll returns that finds a single record. */
final class OneRecord {
    private OneRecord() {}

    static ConsumerRecords<byte[], byte[]> of(TopicPartition partition, long offset, Instant receivedAt, String value) {
        return new ConsumerRecords<>(
                Map.of(partition, List.of(record(partition, offset, receivedAt, value))),
                Map.of(partition, new OffsetAndMetadata(offset + 1)));
    }

    static ConsumerRecord<byte[], byte[]> record(
            TopicPartition partition, long offset, Instant receivedAt, String value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                receivedAt.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                Records.bytes(value),
                new RecordHeaders(),
                Optional.empty());
    }
}
