package io.plumbline.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a newcomer meets first. */
@ConfigMapping(prefix = "plumbline")
public interface AppConfig {

    /** The folder that keeps all data of the embedded servers, and the first administrator's token. */
    @WithDefault("${HOME:${user.home}}/.plumbline")
    Path home();

    /** What this process does. */
    @WithDefault("api,ingest,evaluate,train")
    Set<Role> roles();

    /** Whether a simulated fleet of phones runs; by default it does where both servers are embedded. */
    Optional<Boolean> demo();

    /** The embedded PostgreSQL. */
    Embedded postgres();

    /** The embedded Kafka. */
    Embedded kafka();

    /** An embedded server. */
    interface Embedded {
        /** The port on loopback; any free one when not set. */
        OptionalInt port();
    }

    /** One of the things that a process can do. */
    enum Role {
        /** HTTP: events in, pages, everything under /v1. */
        API,
        /** Kafka to PostgreSQL. */
        INGEST,
        /** Drift evaluation on a schedule. */
        EVALUATE,
        /** Retraining jobs. */
        TRAIN
    }
}
