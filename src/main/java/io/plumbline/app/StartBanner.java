package io.plumbline.app;

import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Says where to look, once, when everything is up. */
@ApplicationScoped
public class StartBanner {
    private final AppConfig config;
    private final HttpServer server;

    StartBanner(AppConfig config, HttpServer server) {
        this.config = config;
        this.server = server;
    }

    /** The lines to print, without line ends. */
    List<String> lines() {
        return lines(server.getLocalBaseUri(), config.home());
    }

    static List<String> lines(URI base, Path home) {
        // The sign-in link belongs in the place of the plain address.
        return List.of(
                "",
                "  Plumbline is up. Look at " + base,
                "  Everything is kept in    " + home,
                "  Stop it with Ctrl-C.",
                "");
    }
}
