package io.plumbline.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL and Kafka on this machine, one copy a home. What they acknowledged survives a restart and a kill.
 *
 * <p>In the home: {@code lock}, {@code postgres/} (data, version, password, server.log), {@code kafka/}, and
 * {@code postgres-<version>/} with the programs.
 */
public final class EmbeddedServers implements AutoCloseable {
    private final HomeLock lock;
    private final Optional<EmbeddedPostgres> postgres;
    private final Optional<EmbeddedKafka> kafka;
    private boolean closed;

    private EmbeddedServers(HomeLock lock, @Nullable EmbeddedPostgres postgres, @Nullable EmbeddedKafka kafka) {
        this.lock = lock;
        this.postgres = Optional.ofNullable(postgres);
        this.kafka = Optional.ofNullable(kafka);
    }

    /**
     * Starts both on free ports.
     *
     * @throws EmbeddedFailure saying what is wrong and what to do
     */
    public static EmbeddedServers start(Path home) {
        return start(EmbeddedOptions.both(home));
    }

    /**
     * Starts what is wanted.
     *
     * @throws EmbeddedFailure saying what is wrong and what to do
     */
    public static EmbeddedServers start(EmbeddedOptions options) {
        return start(options, () -> {});
    }

    /**
     * Locks the home, then starts what is wanted. When one does not start, none is left running.
     *
     * @param check runs when the home is ours and before anything is started; what it throws ends the start
     * @throws EmbeddedFailure saying what is wrong and what to do
     */
    public static EmbeddedServers start(EmbeddedOptions options, Runnable check) {
        Path home = HomeFolder.prepare(options.home());
        HomeLock lock = HomeLock.acquire(home);
        boolean complete = false;
        try {
            HomeFolder.requireSpace(home, HomeFolder.NEEDED_BYTES);
            check.run();
            EmbeddedServers servers = startLocked(lock, home, options);
            complete = true;
            return servers;
        } finally {
            if (!complete) {
                lock.close();
            }
        }
    }

    /**
     * Where the database is.
     *
     * @throws IllegalStateException when PostgreSQL was not wanted
     */
    public String jdbcUrl() {
        return startedPostgres().jdbcUrl();
    }

    /**
     * Who may use the database.
     *
     * @throws IllegalStateException when PostgreSQL was not wanted
     */
    public String user() {
        return startedPostgres().user();
    }

    /**
     * The word that the user needs.
     *
     * @throws IllegalStateException when PostgreSQL was not wanted
     */
    public String password() {
        return startedPostgres().password();
    }

    /**
     * Where the broker is: host and port.
     *
     * @throws IllegalStateException when Kafka was not wanted
     */
    public String bootstrapServers() {
        return kafka.orElseThrow(() -> new IllegalStateException("Kafka was not started"))
                .bootstrapServers();
    }

    /** The application's settings that lead to the servers that run: names and values as in its configuration. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (postgres.isPresent()) {
            settings.put("quarkus.datasource.jdbc.url", jdbcUrl());
            settings.put("quarkus.datasource.username", user());
            settings.put("quarkus.datasource.password", password());
        }
        if (kafka.isPresent()) {
            settings.put("kafka.bootstrap.servers", bootstrapServers());
        }
        return settings;
    }

    /** Stops the broker, then the database, and lets go of the home. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            kafka.ifPresent(EmbeddedKafka::close);
        } finally {
            try {
                postgres.ifPresent(EmbeddedPostgres::close);
            } finally {
                lock.close();
            }
        }
    }

    private static EmbeddedServers startLocked(HomeLock lock, Path home, EmbeddedOptions options) {
        // Kafka stays on this thread: it finds its classes by the thread's class loader.
        CompletableFuture<@Nullable EmbeddedPostgres> database = CompletableFuture.supplyAsync(() -> options.postgres()
                ? EmbeddedPostgres.start(home, options.binaries().orElse(home), options.postgresPort())
                : null);
        EmbeddedKafka broker = null;
        boolean complete = false;
        try {
            broker = options.kafka() ? EmbeddedKafka.start(home, options.kafkaPort()) : null;
            EmbeddedServers servers = new EmbeddedServers(lock, database.join(), broker);
            complete = true;
            return servers;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            if (!complete) { // Errors count too: Kafka's classes refuse to load once the program is shutting down.
                stopHalf(database, broker);
            }
        }
    }

    private static void stopHalf(
            CompletableFuture<@Nullable EmbeddedPostgres> database, @Nullable EmbeddedKafka broker) {
        try {
            if (broker != null) {
                broker.close();
            }
        } finally {
            EmbeddedPostgres started =
                    database.handle((postgres, failure) -> postgres).join();
            if (started != null) {
                started.close();
            }
        }
    }

    private EmbeddedPostgres startedPostgres() {
        return postgres.orElseThrow(() -> new IllegalStateException("PostgreSQL was not started"));
    }
}
