package io.plumbline.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked from the archive on the class path. */
final class PostgresBinaries {
    /** What the archives hold; the archive does not say, so a test compares it with the programs. */
    static final String VERSION = "18.3";

    private PostgresBinaries() {}

    /** The part of the version that data folders are bound to. */
    static String major() {
        return VERSION.substring(0, VERSION.indexOf('.'));
    }

    /**
     * Unpacks into {@code <parent>/postgres-<version>} unless that was done before. The folder appears whole or not at
     * all, also when two processes do it at once.
     *
     * @return the folder with {@code bin}, {@code lib} and {@code share} in it
     * @throws EmbeddedFailure when the archive is not on the class path or cannot be unpacked
     */
    static Path unpack(Platform platform, Path parent) {
        Path folder = parent.resolve("postgres-" + VERSION);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + platform.archive())) {
            if (archive == null) {
                throw new EmbeddedFailure("The archive " + platform.archive() + " is missing from this build. "
                        + EmbeddedFailure.useYourOwn());
            }
            Files.createDirectories(parent);
            Path unfinished = Files.createTempDirectory(parent, "postgres-unpacking");
            try {
                extract(archive, unfinished);
                publish(unfinished, folder);
            } finally {
                HomeFolder.delete(unfinished);
            }
            return folder;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "PostgreSQL cannot be unpacked into " + folder + ": " + e.getMessage()
                            + ". Look for room and permissions there, or choose another folder: -Dplumbline.home=/some/folder.",
                    e);
        }
    }

    private static void publish(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            } // Otherwise another process was faster, and its folder is as good.
        }
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive points outside itself: " + entry.getName());
                }
                write(tar, entry, path);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            all.add(PosixFilePermission.OWNER_EXECUTE);
            all.add(PosixFilePermission.GROUP_EXECUTE);
            all.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return all;
    }
}
