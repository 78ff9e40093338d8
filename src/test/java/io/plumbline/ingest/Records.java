package io.plumbline.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records into a topic, past the gateway. */
final class Records implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    Records(IngestRig rig) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        rig.broker(),
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        64 << 20,
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        topic = rig.topic();
    }

    /** Sends a text. */
    void send(String key, String value) {
        send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(producer.send(record));
    }

    /** Returns when the broker has all that was sent. */
    void flush() {
        try {
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
            sent.clear();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record with headers, given by name and value in turns. */
    ProducerRecord<byte[], byte[]> record(String key, byte[] value, String... headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], bytes(headers[i + 1]));
        }
        return record;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        flush();
        producer.close();
    }
}
