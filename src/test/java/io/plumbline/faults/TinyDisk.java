package io.plumbline.faults;

import io.plumbline.testing.Await;
import io.plumbline.testing.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A disk of its own, in memory, that can be full from one moment to the next. Only root may make one. */
final class TinyDisk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path folder;

    private TinyDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one at a new folder; empty where that is not allowed. */
    static Optional<TinyDisk> mount(Path folder) {
        try {
            Files.createDirectories(folder);
            if (!"root".equals(System.getProperty("user.name"))
                    || !Signals.run(
                            "mount",
                            List.of("mount", "-t", "tmpfs", "-o", "size=4g", "plumbline", folder.toString()))) {
                return Optional.empty();
            }
            TinyDisk disk = new TinyDisk(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
            return Optional.of(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Takes all its room away; tried again where more was written while that was measured. */
    void fill() {
        Await.until("the disk at " + folder + " is made as small as what is on it", PATIENCE, () -> {
            try {
                FileStore store = Files.getFileStore(folder);
                return resize(Long.toString(store.getTotalSpace() - store.getUnallocatedSpace()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Gives it room again. */
    void free() {
        if (!resize("4g")) {
            throw new IllegalStateException("The disk at " + folder + " does not grow again");
        }
    }

    private boolean resize(String size) {
        return Signals.run("mount", List.of("mount", "-o", "remount,size=" + size, folder.toString()));
    }

    @Override
    public void close() {
        if (Files.isDirectory(folder)) {
            Signals.run("umount", List.of("umount", "-l", folder.toString()));
        }
    }
}
