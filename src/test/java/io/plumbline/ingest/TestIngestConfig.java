package io.plumbline.ingest;

import java.time.Duration;
import java.util.Optional;

/** Settings for tests without the application. */
record TestIngestConfig(String topic, Optional<String> instance, int batch, Duration brokerTimeout)
        implements IngestConfig {
    @Override
    public String deadLetterTopic() {
        return topic + ".dlq";
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(14);
    }

    @Override
    public int consumers() {
        return Integer.getInteger("rig.consumers", 1);
    }

    @Override
    public int partitions() {
        return Integer.getInteger("rig.partitions", 2);
    }

    @Override
    public short replication() {
        return 1;
    }

    @Override
    public String group() {
        return topic + "-group";
    }
}
