package io.plumbline.testing;

import io.plumbline.embedded.EmbeddedOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A fresh home for one test or one test run, and the programs of PostgreSQL unpacked once for all of them. */
public final class TemporaryHome implements AutoCloseable {
    static {
        // Where no application sets log levels, every line of the broker is kept, and shown at the end.
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    private final Path folder;

    public TemporaryHome() {
        try {
            folder = Files.createTempDirectory("plumbline-home");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Both servers in this home. */
    public EmbeddedOptions options() {
        return EmbeddedOptions.both(folder).withBinaries(binaries());
    }

    /** Survives the tests, so that only the first of them unpacks. */
    public static Path binaries() {
        return Path.of("target", "postgres").toAbsolutePath();
    }

    /** Removes the home; servers must have been stopped. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
