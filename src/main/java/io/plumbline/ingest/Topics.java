package io.plumbline.ingest;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

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

    /** Makes the topics that are missing. Receipt is stamped by the broker, so that a replay sees the same times. */
    void create() throws InterruptedException {
        NewTopic events = new NewTopic(config.topic(), config.partitions(), config.replication())
                .configs(Map.of("message.timestamp.type", "LogAppendTime"));
        NewTopic deadLetters = new NewTopic(config.deadLetterTopic(), 1, config.replication());
        try (Admin admin =
                Admin.create(client(Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000)))) {
            for (NewTopic topic : List.of(events, deadLetters)) {
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException("Cannot make the topic " + topic.name(), e.getCause());
                    }
                }
            }
        }
    }
}
