package io.plumbline.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A temporary folder that nobody else may read, and that goes with its process: what a killed one has left, the next one of the same
 * kind removes. Whose folder it is, a locked file beside it tells; numbers of processes come again, and are the same in all containers.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final String LOCK = ".lock";
    /** Those of this process: to look at a lock of one's own is to lose it. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new one in the system's temporary folder. */
    public static TemporaryFolder create(String kind) throws IOException {
        return create(Path.of(System.getProperty("java.io.tmpdir")), kind);
    }

    /**
     * A new one.
     *
     * @param parent where, made if it is not there
     * @param kind what its name begins with
     */
    public static TemporaryFolder create(Path parent, String kind) throws IOException {
        Files.createDirectories(parent);
        removeLeft(parent, kind);
        Path path = parent.resolve(kind + "-" + UUID.randomUUID());
        OWN.add(path);
        // Locked before there is a folder: one without a locked file is nobody's.
        FileChannel lock = FileChannel.open(beside(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.createDirectory(path, ownersOnly());
        return new TemporaryFolder(path, lock);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        remove(path);
        release(path, lock);
    }

    private static void release(Path path, FileChannel lock) {
        try (lock) {
            Files.deleteIfExists(beside(path));
        } catch (IOException e) {
            // Safe because: it is empty, and the next one of the kind removes it.
            return;
        } finally {
            OWN.remove(path);
        }
    }

    private static Path beside(Path path) {
        return path.resolveSibling(path.getFileName() + LOCK);
    }

    private static FileAttribute<?>[] ownersOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void removeLeft(Path parent, String kind) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(parent)) {
            folders = all.filter(path -> path.getFileName().toString().startsWith(kind + "-"))
                    .filter(Files::isDirectory)
                    .filter(path -> !OWN.contains(path))
                    .toList();
        }
        folders.forEach(TemporaryFolder::removeIfLeft);
    }

    private static void removeIfLeft(Path path) {
        try (FileChannel lock = FileChannel.open(beside(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.tryLock()) {
            if (held != null) {
                remove(path);
                Files.deleteIfExists(beside(path));
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Safe because: the next one of the kind tries again.
            return;
        }
    }

    private static void remove(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            // Safe because: the next one of the kind tries again.
            return;
        }
    }
}
