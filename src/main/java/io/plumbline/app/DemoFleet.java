package io.plumbline.app;

import io.plumbline.access.AdminToken;
import io.plumbline.access.Roles;
import io.plumbline.access.Tokens;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.demo.Demo;
import io.plumbline.kernel.Truth;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The simulated fleet in this process, if it is wanted. It gets a token like any phone, and nothing else. */
@ApplicationScoped
public class DemoFleet implements Truth {
    private static final Logger LOG = Logger.getLogger(DemoFleet.class);
    private static final String NAME = "demo-fleet";
    private static final Duration DRAIN = Duration.ofMinutes(2);

    private final AppConfig config;
    private final FleetConfig fleet;
    private final Tokens tokens;
    private final AdminToken admin;
    private final HttpServer server;
    private final InstantSource clock;
    private volatile Optional<Demo> demo = Optional.empty();

    public DemoFleet(
            AppConfig config,
            FleetConfig fleet,
            Tokens tokens,
            AdminToken admin,
            HttpServer server,
            InstantSource clock) {
        this.config = config;
        this.fleet = fleet;
        this.tokens = tokens;
        this.admin = admin;
        this.server = server;
        this.clock = clock;
    }

    /** Starts it where {@code plumbline.demo} is on; returns at once. */
    void start() {
        if (!config.demo().orElse(false)) {
            return;
        }
        // DJL must be the first in this process to open ONNX Runtime; the phones use it directly.
        DjlSettings.runtime();
        try {
            String device = tokens.replace(NAME, List.of(Roles.DEVICE), NAME).secret();
            String manager = Files.readString(admin.file()).strip();
            String base = server.getLocalBaseUri().toString().replaceAll("/$", "");
            Demo started = new Demo(
                    new Demo.Access(base, device, manager), config.home(), fleet.settings(), clock, fleet.seed());
            demo = Optional.of(started);
            started.start();
            if (fleet.drain()) {
                drain(started);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The demo fleet cannot use " + config.home() + "; start without it: -Dplumbline.demo=false", e);
        }
    }

    private static void drain(Demo demo) {
        Thread thread = new Thread(
                () -> {
                    try {
                        boolean done = demo.drain(DRAIN);
                        LOG.infof(
                                "The demo fleet has %s: acknowledged %s",
                                done ? "sent everything" : "something left", demo.acknowledged());
                    } catch (IOException e) {
                        LOG.warn("The demo fleet cannot send what it has", e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "demo-drain");
        thread.setDaemon(true);
        thread.start();
    }

    void onStop(@Observes ShutdownEvent stopped) {
        demo.ifPresent(Demo::close);
    }

    @Override
    public List<Point> errors(String model) {
        return demo.map(running -> running.truth().errors(model)).orElse(List.of());
    }
}
