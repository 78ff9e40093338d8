package io.plumbline.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Plumbline this is. */
final class Version {
    private static final String MAVEN = "/META-INF/maven/io.plumbline/plumbline/pom.properties";

    private Version() {}

    /** The version of the packaged program, or "development" where it runs from its classes. */
    static String current() {
        try (InputStream properties = Version.class.getResourceAsStream(MAVEN)) {
            if (properties == null) {
                return "development";
            }
            Properties maven = new Properties();
            maven.load(properties);
            return maven.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
