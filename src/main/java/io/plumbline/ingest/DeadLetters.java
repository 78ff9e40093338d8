package io.plumbline.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends what could not be taken to its topic, with the reason in headers. At least once: the key names the record. */
final class DeadLetters {
    private final Producer<byte[], byte[]> producer;
    private final String topic;

    DeadLetters(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** Sends them and waits until the broker has them. */
    void send(List<DeadLetter> letters) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(letters.size());
        for (DeadLetter letter : letters) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, bytes(letter.partition() + "-" + letter.offset()), letter.payload());
            record.headers().add("plumbline-code", bytes(letter.code()));
            record.headers().add("plumbline-detail", bytes(letter.detail()));
            sent.add(producer.send(record));
        }
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.apache.kafka.common.errors.InterruptException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("The broker did not take a dead letter", e.getCause());
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
