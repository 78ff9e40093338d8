package io.plumbline.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is in a topic of texts. */
public final class TopicRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicRecords() {}

    /** All records of the topic's only partition, of which there must be so many at least. */
    public static List<ConsumerRecord<String, String>> read(String broker, String topic, int least) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker,
                "key.deserializer", StringDeserializer.class,
                "value.deserializer", StringDeserializer.class);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            Await.until(least + " records in " + topic, PATIENCE, () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= least && records.size() >= TopicEnds.sum(broker, topic);
            });
            return records;
        }
    }
}
