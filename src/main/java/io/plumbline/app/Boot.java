package io.plumbline.app;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.embedded.Ports;
import io.quarkus.runtime.Application;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts what is not configured, before the application, and stops it after the application.
 *
 * <p>The system properties that lead the application to the servers are the guard as well: where main runs again, as
 * at each reload in dev mode, it finds everything configured and starts nothing.
 */
final class Boot {
    private static final int PATIENCE_SECONDS = 60;
    private static final String INGEST_INSTANCE = "plumbline.ingest.instance";

    private Boot() {}

    /** @throws io.plumbline.embedded.EmbeddedFailure saying what is wrong and what to do */
    static void prepare(BootConfig config) {
        System.setProperty("plumbline.home", config.home().toString());
        if (!config.embedPostgres() && !config.embedKafka()) {
            return;
        }
        CompletableFuture<Optional<EmbeddedServers>> started = new CompletableFuture<>();
        // Before the start, so that Ctrl-C in the middle of it leaves no process either.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "plumbline-stop"));
        try {
            EmbeddedServers servers = EmbeddedServers.start(config.embedded(), () -> requireHttpPort(config));
            servers.settings().forEach(System::setProperty);
            if (config.embedKafka() && System.getProperty(INGEST_INSTANCE) == null) {
                // After a kill the same member takes its partitions up again at once.
                System.setProperty(INGEST_INSTANCE, "embedded");
            }
            if (!config.demoSet() && config.embedPostgres() && config.embedKafka()) {
                System.setProperty("plumbline.demo", "true");
            }
            started.complete(Optional.of(servers));
        } finally {
            started.complete(Optional.empty());
        }
    }

    /** After the lock: who starts a second copy should hear of the first one, not of its port. */
    private static void requireHttpPort(BootConfig config) {
        Ports.requireFree(
                config.httpHost(),
                config.httpPort(),
                "Stop what uses it, or choose another port: -Dquarkus.http.port=8081 (or QUARKUS_HTTP_PORT=8081).");
    }

    private static void stop(CompletableFuture<Optional<EmbeddedServers>> started) {
        try {
            Optional<EmbeddedServers> servers = started.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (servers.isPresent()) {
                awaitApplication();
                servers.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("The embedded servers may still run: " + e);
        }
    }

    /** Those who use the servers stop first; one that hangs does not keep the servers from stopping. */
    private static void awaitApplication() throws InterruptedException {
        Application application = Application.currentApplication();
        if (application == null) {
            return;
        }
        Thread waiting = new Thread(application::awaitShutdown, "plumbline-await");
        waiting.setDaemon(true);
        waiting.start();
        waiting.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS / 2));
    }
}
