package io.plumbline.lifecycle;

import io.plumbline.kernel.Rejection;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topic in Kafka, made with one partition and the broker's own defaults where it is missing.
 *
 * <p>Its producer is not that of the events: a broker that is slow with these must not make a phone wait, nor the other way
 * round. After a failure it is thrown away, with what it may still hold, so that nothing arrives behind what is sent later.
 */
@ApplicationScoped
public class KafkaTopic implements LifecycleTopic {
    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    private final Map<String, Object> kafka;
    private final LifecycleConfig config;
    private Optional<Producer<String, String>> producer = Optional.empty();

    public KafkaTopic(@Identifier("default-kafka-broker") Map<String, Object> kafka, LifecycleConfig config) {
        this.kafka = Map.copyOf(kafka);
        this.config = config;
    }

    @Override
    public synchronized void put(String key, String body) {
        ProducerRecord<String, String> record = new ProducerRecord<>(config.topic(), key.isEmpty() ? null : key, body);
        record.headers().add("content-type", CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        try {
            producer().send(record).get(config.brokerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(e);
        }
    }

    private Rejection failed(Throwable cause) {
        close();
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "broker-away",
                "The broker does not take events for " + config.topic() + ": " + cause.getMessage(),
                cause);
    }

    private Producer<String, String> producer() throws InterruptedException {
        if (producer.isEmpty()) {
            create();
            producer = Optional.of(new KafkaProducer<>(client(Map.of(
                    "key.serializer",
                    StringSerializer.class,
                    "value.serializer",
                    StringSerializer.class,
                    "acks",
                    "all",
                    "enable.idempotence",
                    true,
                    "linger.ms",
                    0,
                    "max.block.ms",
                    timeout(),
                    "request.timeout.ms",
                    timeout(),
                    "delivery.timeout.ms",
                    timeout()))));
        }
        return producer.get();
    }

    private void create() throws InterruptedException {
        try (Admin admin =
                Admin.create(client(Map.of("request.timeout.ms", timeout(), "default.api.timeout.ms", timeout())))) {
            admin.createTopics(List.of(new NewTopic(config.topic(), Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("Cannot make the topic " + config.topic(), e.getCause());
            }
        }
    }

    private int timeout() {
        return (int) config.brokerTimeout().toMillis();
    }

    private Map<String, Object> client(Map<String, Object> ours) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.putAll(ours);
        return all;
    }

    /** Lets go of the broker. */
    @PreDestroy
    public synchronized void close() {
        producer.ifPresent(open -> open.close(Duration.ZERO));
        producer = Optional.empty();
    }
}
