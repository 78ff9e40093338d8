package io.plumbline.app;

import io.plumbline.access.SignInLink;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Says where to look, once, when everything is up. */
@ApplicationScoped
public class StartBanner {
    private final AppConfig config;
    private final HttpServer server;
    private final SignInLink link;

    StartBanner(AppConfig config, HttpServer server, SignInLink link) {
        this.config = config;
        this.link = link;
        this.server = server;
    }

    /** The lines to print, without line ends. */
    List<String> lines() {
        String base = server.getLocalBaseUri().toString().replaceAll("/$", "");
        return lines(link.at(base).orElse(base), config);
    }

    static List<String> lines(String address, AppConfig config) {
        return List.of(
                "",
                "  Plumbline is up. Look at  " + address,
                config.demo().orElse(false)
                        ? "  The demo fleet            starts by itself; within a minute a worse camera comes to market"
                        : "  The demo fleet            is off (-Dplumbline.demo=true starts it)",
                "  Everything is kept in     " + config.home(),
                "  Stop it with              Ctrl-C",
                "");
    }
}
