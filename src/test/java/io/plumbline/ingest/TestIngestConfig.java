package io.plumbline.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests without the application. */
record TestIngestConfig(String topic, Optional<String> instance, int partitions, int consumers, int batch)
        implements IngestConfig {
    TestIngestConfig(String topic) {
        this(topic, Optional.empty(), 2, 1, 50);
    }

    @Override
    public String deadLetterTopic() {
        return topic + ".dlq";
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(14);
    }

    @Override
    public Duration brokerTimeout() {
        return Duration.ofSeconds(4);
    }

    @Override
    public short replication() {
        return 1;
    }

    @Override
    public String group() {
        return topic + "-group";
    }

    @Override
    public int rate() {
        return 0;
    }

    @Override
    public int burst() {
        return 0;
    }

    @Override
    public MemorySize inFlight() {
        return new MemorySize(BigInteger.valueOf(64 << 20));
    }

    @Override
    public Duration bodyTimeout() {
        return Duration.ofSeconds(10);
    }
}
