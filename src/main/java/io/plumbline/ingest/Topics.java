package io.plumbline.ingest;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's settings, and the topics where they are missing. */
@ApplicationScoped
public class Topics {
    private final Map<String, Object> kafka;
    private final IngestConfig config;

    public Topics(@Identifier("default-kafka-broker") Map<String, Object> kafka, IngestConfig config) {
        this.kafka = Map.copyOf(kafka);
        this.config = config;
    }

    /** Settings for a client: those of the deployment, and some of ours over them. */
    Map<String, Object> client(Map<String, Object> ours) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.putAll(ours);
        return all;
    }

    /** Whether the broker answers, and every partition of the events has a leader. */
    boolean answers(Duration patience) throws InterruptedException {
        try (Admin admin = admin(patience)) {
            return admin.describeTopics(List.of(config.topic())).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.leader() != null);
        } catch (ExecutionException e) {
            // It answers that there is no such topic: then the next request makes it.
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        }
    }

    private Admin admin(Duration patience) {
        int millis = (int) patience.toMillis();
        return Admin.create(client(Map.of("request.timeout.ms", millis, "default.api.timeout.ms", millis)));
    }

    /**
     * Makes the topics that are missing. Receipt is stamped by the broker, so that a replay sees the same times; what is
     * acknowledged is on all replicas but one at least.
     *
     * @param patience how long the broker may take
     * @throws KafkaException if a topic is missing and cannot be made; a {@link RetriableException} if the broker is away
     */
    void create(Duration patience) throws InterruptedException {
        String inSync = Integer.toString(Math.max(1, config.replication() - 1));
        NewTopic events = new NewTopic(config.topic(), config.partitions(), config.replication())
                .configs(Map.of("message.timestamp.type", "LogAppendTime", "min.insync.replicas", inSync));
        NewTopic deadLetters = new NewTopic(config.deadLetterTopic(), 1, config.replication())
                .configs(Map.of("min.insync.replicas", inSync));
        try (Admin admin = admin(patience)) {
            for (NewTopic topic : List.of(events, deadLetters)) {
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RetriableException away) {
                        throw away;
                    }
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new KafkaException("Cannot make the topic " + topic.name(), e.getCause());
                    }
                }
            }
        }
    }
}
