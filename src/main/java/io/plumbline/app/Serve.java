package io.plumbline.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** The life of the application between "everything is up" and "please stop". */
public class Serve implements QuarkusApplication {
    private final StartBanner banner;

    Serve(StartBanner banner) {
        this.banner = banner;
    }

    @Override
    public int run(String... arguments) {
        banner.lines().forEach(System.out::println);
        Quarkus.waitForExit();
        return 0;
    }
}
