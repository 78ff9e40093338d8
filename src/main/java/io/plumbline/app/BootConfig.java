package io.plumbline.app;

import io.plumbline.embedded.EmbeddedOptions;
import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What main must know before the application and its configuration exist, from the same places: system properties, the
 * environment, {@code config/application.properties} in the working folder, and our own application.properties.
 *
 * @param home the folder that keeps everything, absolute
 * @param embedPostgres whether no JDBC URL is configured
 * @param embedKafka whether no bootstrap servers are configured
 * @param demoSet whether somebody said if the demo runs
 * @param httpHost the address to listen on
 * @param httpPort 0..65535; 0: any free one
 * @param embedded how to start the embedded servers
 */
record BootConfig(
        Path home,
        boolean embedPostgres,
        boolean embedKafka,
        boolean demoSet,
        String httpHost,
        int httpPort,
        EmbeddedOptions embedded) {
    static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";

    private static final String FILE = "application.properties";
    // The order in which the application itself reads them.
    private static final int BESIDE_THE_PROGRAM = 260;
    private static final int INSIDE_THE_PROGRAM = 250;

    /** Reads it for a profile such as prod or dev. */
    static BootConfig read(String profile) {
        SmallRyeConfig config = sources(profile).withMapping(AppConfig.class).build();
        return of(config, config.getConfigMapping(AppConfig.class));
    }

    /** The places that settings come from. */
    static SmallRyeConfigBuilder sources(String profile) {
        ClassLoader loader = BootConfig.class.getClassLoader();
        return new SmallRyeConfigBuilder()
                .forClassLoader(loader)
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .addSystemSources()
                .withSources(PropertiesConfigSourceLoader.inFileSystem(
                        Path.of("config", FILE).toUri().toString(), BESIDE_THE_PROGRAM, loader))
                .withSources(PropertiesConfigSourceLoader.inClassPath(FILE, INSIDE_THE_PROGRAM, loader))
                .withProfile(profile)
                .withValidateUnknown(false);
    }

    private static BootConfig of(SmallRyeConfig config, AppConfig app) {
        Path home = expandTilde(app.home()).toAbsolutePath().normalize();
        boolean postgres = unset(config, JDBC_URL);
        boolean kafka = unset(config, BOOTSTRAP_SERVERS);
        return new BootConfig(
                home,
                postgres,
                kafka,
                !unset(config, "plumbline.demo"),
                config.getOptionalValue("quarkus.http.host", String.class).orElse("127.0.0.1"),
                config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080),
                EmbeddedOptions.both(home)
                        .only(postgres, kafka)
                        .onPorts(app.postgres().port(), app.kafka().port()));
    }

    /** A shell expands it at the beginning of a word only, which {@code -Dplumbline.home=~/x} is not. */
    private static Path expandTilde(Path path) {
        if (!path.startsWith("~")) {
            return path;
        }
        String home = Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home"));
        return Path.of(home).resolve(Path.of("~").relativize(path));
    }

    private static boolean unset(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.isBlank())
                .isEmpty();
    }
}
