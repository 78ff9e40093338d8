package io.plumbline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The operating systems and processors that we carry PostgreSQL for.
 *
 * @param archive the archive on the class path
 * @param linux whether it is Linux
 */
record Platform(String archive, boolean linux) {

    /** @throws EmbeddedFailure naming this machine when we have nothing for it */
    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /** As {@link #current()} for a system and processor as Java names them. */
    static Platform of(String os, String cpu) {
        boolean intel = cpu.equals("amd64") || cpu.equals("x86_64");
        boolean arm = cpu.equals("aarch64") || cpu.equals("arm64");
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("linux") && (intel || arm)) {
            return new Platform(intel ? "postgres-linux-x86_64.txz" : "postgres-linux-arm_64.txz", true);
        }
        if (system.startsWith("mac") && arm) {
            return new Platform("postgres-darwin-arm_64.txz", false);
        }
        throw new EmbeddedFailure("There is no embedded PostgreSQL for " + os + " on " + cpu
                + " (there is for Linux on amd64 and aarch64, and macOS on aarch64). "
                + EmbeddedFailure.useYourOwn());
    }

    /** Whether this process may do everything, which PostgreSQL refuses to run with. */
    boolean root() {
        if (!linux) {
            return "root".equals(System.getProperty("user.name"));
        }
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
