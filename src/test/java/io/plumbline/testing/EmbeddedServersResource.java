package io.plumbline.testing;

import io.plumbline.embedded.EmbeddedServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL and Kafka for tests with the application: the same classes as in earnest, in a fresh home, on free ports.
 *
 * <p>Each connection's session has a time zone that no machine has, with minutes in its offset: whoever lets a time pass
 * through the session's zone is found out.
 */
public final class EmbeddedServersResource implements QuarkusTestResourceLifecycleManager {
    private Optional<TemporaryHome> home = Optional.empty();
    private Optional<EmbeddedServers> servers = Optional.empty();

    @Override
    public Map<String, String> start() {
        TemporaryHome fresh = new TemporaryHome();
        home = Optional.of(fresh);
        EmbeddedServers started = EmbeddedServers.start(fresh.options());
        servers = Optional.of(started);
        Map<String, String> settings = new HashMap<>(started.settings());
        // Who waits for a job in a test need not wait for a worker to look for one.
        settings.put("plumbline.jobs.poll", "PT0.1S");
        // Of 40 passes; with one cycle of the learning rate these few suffice for the shapes of the tests.
        settings.put("plumbline.distillation.epochs", "20");
        settings.put("plumbline.home", fresh.folder().toString());
        // Not as a default of the database: the driver sends the Java machine's zone with each connection.
        settings.put("quarkus.datasource.jdbc.new-connection-sql", "SET TIME ZONE 'Asia/Kathmandu'");
        return settings;
    }

    @Override
    public void stop() {
        servers.ifPresent(EmbeddedServers::close);
        home.ifPresent(TemporaryHome::close);
    }
}
