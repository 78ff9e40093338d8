package io.plumbline.lifecycle;

import static io.plumbline.kernel.Change.What.INCIDENT_OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.embedded.EmbeddedOptions;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.embedded.Ports;
import io.plumbline.kernel.Rejection;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TemporaryHome;
import io.plumbline.testing.TopicRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class RelayIT {
    @Test
    void whatHappenedIsInTheTopicInOrder(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "relay_order")) {
            // Given more than fits in a turn
            int events = 130;
            for (int i = 0; i < events; i++) {
                rig.happens(INCIDENT_OPENED, "model-" + i);
            }
            KafkaTopic topic = rig.kafka(servers.bootstrapServers());
            // When
            rig.relay(topic).run();
            rig.relay(topic).run();
            topic.close();
            // Then
            List<ConsumerRecord<String, String>> records =
                    TopicRecords.read(servers.bootstrapServers(), "relay_order", events);
            for (int i = 0; i < events; i++) {
                ConsumerRecord<String, String> record = records.get(i);
                assertThat(record.key()).isEqualTo("model-" + i);
                assertThat(record.value()).contains("\"subject\":\"model-" + i + "/3\"");
                assertThat(new String(
                                record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                        .isEqualTo("application/cloudevents+json; charset=UTF-8");
            }
            assertThat(rig.database.number("select count(*) from lifecycle_event where published_at is null"))
                    .isZero();
        }
    }

    @Test
    void twoRelaysPublishEachEventOnceAndInOrder(EmbeddedServers servers) throws Exception {
        int events = 300;
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try (Rig rig = new Rig(servers, "relay_two")) {
            // Given
            for (int i = 0; i < events; i++) {
                rig.happens(INCIDENT_OPENED, "model-" + i);
            }
            List<String> published = new CopyOnWriteArrayList<>();
            Callable<Boolean> process = () -> {
                Relay relay = rig.relay((key, body) -> published.add(key));
                while (published.size() < events) {
                    relay.run();
                }
                return true;
            };
            // When
            for (Future<Boolean> done : processes.invokeAll(List.of(process, process))) {
                done.get();
            }
            // Then
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                expected.add("model-" + i);
            }
            assertThat(published).isEqualTo(expected);
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void aBrokerThatFailsInTheMiddleHasWhatItHadAndGetsTheRestLater(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "relay_middle")) {
            // Given
            for (int i = 0; i < 5; i++) {
                rig.happens(INCIDENT_OPENED, "model-" + i);
            }
            List<String> published = new ArrayList<>();
            boolean[] away = {true};
            Relay relay = rig.relay((key, body) -> {
                if (away[0] && key.equals("model-3")) {
                    throw new Rejection(Rejection.Kind.UNAVAILABLE, "broker-away", "Away");
                }
                published.add(key);
            });
            // When
            assertThatThrownBy(relay::run).isInstanceOf(Rejection.class);
            away[0] = false;
            relay.run();
            // Then it rests first
            assertThat(published).containsExactly("model-0", "model-1", "model-2");
            rig.passes(Duration.ofSeconds(10));
            relay.run();
            assertThat(published).containsExactly("model-0", "model-1", "model-2", "model-3", "model-4");
        }
    }

    @Test
    void anAbsentBrokerLosesNothing(EmbeddedServers servers) throws Exception {
        int port = Ports.free();
        String address = "127.0.0.1:" + port;
        try (Rig rig = new Rig(servers, "relay_away");
                TemporaryHome home = new TemporaryHome()) {
            EmbeddedOptions kafka = home.options().only(false, true).onPorts(OptionalInt.empty(), OptionalInt.of(port));
            KafkaTopic topic = rig.kafka(address);
            Relay relay = rig.relay(topic);
            // Given a broker that was never there
            rig.happens(INCIDENT_OPENED, "before");
            assertThatThrownBy(relay::run).isInstanceOfSatisfying(Rejection.class, r -> assertThat(r.code())
                    .isEqualTo("broker-away"));
            // When it comes
            rig.passes(Duration.ofSeconds(10));
            try (EmbeddedServers broker = EmbeddedServers.start(kafka)) {
                relay.run();
                assertThat(TopicRecords.read(broker.bootstrapServers(), "relay_away", 1))
                        .extracting(ConsumerRecord::key)
                        .containsExactly("before");
            }
            // And goes, with the connection open
            rig.happens(INCIDENT_OPENED, "while-away");
            assertThatThrownBy(relay::run).isInstanceOf(Rejection.class);
            rig.happens(INCIDENT_OPENED, "still-away");
            // And comes back, for another process too
            rig.passes(Duration.ofSeconds(10));
            try (EmbeddedServers broker = EmbeddedServers.start(kafka)) {
                KafkaTopic other = rig.kafka(address);
                rig.relay(other).run();
                relay.run();
                // Then all is there
                assertThat(TopicRecords.read(broker.bootstrapServers(), "relay_away", 3))
                        .extracting(ConsumerRecord::key)
                        .containsExactly("before", "while-away", "still-away");
                other.close();
            } finally {
                topic.close();
            }
        }
    }
}
