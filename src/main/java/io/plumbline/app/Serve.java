package io.plumbline.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** The life of the application between "everything is up" and "please stop". */
public class Serve implements QuarkusApplication {
    private final Background background;
    private final DemoFleet fleet;
    private final StartBanner banner;

    Serve(Background background, DemoFleet fleet, StartBanner banner) {
        this.background = background;
        this.fleet = fleet;
        this.banner = banner;
    }

    @Override
    public int run(String... arguments) {
        background.start();
        fleet.start();
        banner.lines().forEach(System.out::println);
        Quarkus.waitForExit();
        return 0;
    }
}
