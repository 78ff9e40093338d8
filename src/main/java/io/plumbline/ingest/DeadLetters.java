package io.plumbline.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends what could not be taken to its topic, with the reason in headers. At least once: the key names the record. A batch
 * that PostgreSQL does not take is read again and again, but its letters are sent once by a process.
 */
final class DeadLetters {
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Map<Integer, Long> sentUpTo;

    /** @param sentUpTo by partition of the events, the last offset whose letter was sent; kept by the caller */
    DeadLetters(Producer<byte[], byte[]> producer, String topic, Map<Integer, Long> sentUpTo) {
        this.producer = producer;
        this.topic = topic;
        this.sentUpTo = sentUpTo;
    }

    /** Sends them and waits until the broker has them. */
    void send(List<DeadLetter> all) {
        List<DeadLetter> letters = all.stream()
                .filter(letter -> letter.offset() > sentUpTo.getOrDefault(letter.partition(), -1L))
                .toList();
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
        letters.forEach(letter -> sentUpTo.merge(letter.partition(), letter.offset(), Math::max));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
