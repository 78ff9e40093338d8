package io.plumbline.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the road from HTTP to Kafka to PostgreSQL. */
@ConfigMapping(prefix = "plumbline.ingest")
public interface IngestConfig {
    /** Kafka topic of events. */
    @WithDefault("plumbline.events")
    String topic();

    /** Kafka topic of what could not be taken. */
    @WithDefault("plumbline.events.dlq")
    String deadLetterTopic();

    /** Partitions of the events topic, where Plumbline makes it itself. */
    @WithDefault("4")
    int partitions();

    /** Copies of each topic, where Plumbline makes it itself; 1 suits a single broker. */
    @WithDefault("1")
    short replication();

    /** Consumer group of the ingest processes. */
    @WithDefault("plumbline-ingest")
    String group();

    /**
     * Name of this process within the group, kept over restarts. With it a killed process takes its partitions up again at
     * once; without, the group waits for its session to end.
     */
    Optional<String> instance();

    /** Consumers of this process. While one's batch waits for PostgreSQL, another's is made ready; each has a connection. */
    @WithDefault("2")
    int consumers();

    /** Most records in one batch, which is one transaction. */
    @WithDefault("10000")
    int batch();

    /**
     * How long raw predictions are kept, by day (UTC), before their partition is dropped; at least one day. What is derived
     * from them is kept for good. Events sent again are recognised for as long.
     */
    @WithDefault("14d")
    Duration retention();

    /** How long the gateway waits for the broker before it answers 503. */
    @WithDefault("4s")
    Duration brokerTimeout();

    /** Events a second that one token may send through the gateway in the long run; 0: any number. */
    @WithDefault("2000")
    int rate();

    /** Events that one token may send at once after a silence, above its rate. */
    @WithDefault("10000")
    int burst();

    /** Most bytes of events that the gateway holds at a time, inflated; above, it answers 503. */
    @WithDefault("64M")
    MemorySize inFlight();

    /** How long a request with events may take to arrive; a slower one is answered 408 and its connection closed. */
    @WithDefault("10s")
    Duration bodyTimeout();
}
