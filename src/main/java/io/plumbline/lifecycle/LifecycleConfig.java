package io.plumbline.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what other systems are told. */
@ConfigMapping(prefix = "plumbline.lifecycle")
public interface LifecycleConfig {
    /**
     * Kafka topic of what happened to incidents, jobs and versions. Plumbline makes it with one partition, and the broker's
     * default of copies.
     */
    @WithDefault("plumbline.lifecycle")
    String topic();

    /**
     * How long what happened is kept for the delivery logs, once it is published and delivered or given up. What still waits
     * is kept, unless its webhook is switched off.
     */
    @WithDefault("30d")
    Duration retention();

    /** How long the broker may take to acknowledge an event. */
    @WithDefault("4s")
    Duration brokerTimeout();

    /** How long the endpoint of a webhook may take to answer. */
    @WithDefault("10s")
    Duration webhookTimeout();
}
