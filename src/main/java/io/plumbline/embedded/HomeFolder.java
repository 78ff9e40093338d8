package io.plumbline.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;

/** The folder that keeps everything: made, checked for writing and for space. */
final class HomeFolder {
    /** Room for the programs (60 MB), an empty database (40 MB), write-ahead logs and a day of events. */
    static final long NEEDED_BYTES = 512L << 20;

    private HomeFolder() {}

    /**
     * Makes the folder, readable by its owner only, and tries to write into it.
     *
     * @return its real path, without links: two spellings of one home compare equal
     * @throws EmbeddedFailure when it cannot be made or written, or its name cannot be given to PostgreSQL
     */
    static Path prepare(Path home) {
        try {
            if (!Files.isDirectory(home)) {
                Files.createDirectories(
                        home.toAbsolutePath(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.delete(Files.createTempFile(home, "write", ".tmp"));
            Path real = home.toRealPath();
            requirePlainName(real);
            return real;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The home folder " + home.toAbsolutePath() + " cannot be written: " + reason(e)
                            + ". Make it a folder that you may write, or choose another:"
                            + " -Dplumbline.home=/some/folder (or PLUMBLINE_HOME=/some/folder).",
                    e);
        }
    }

    /**
     * Refuses to start where the disk would soon be full: a database without room stops in the middle of work.
     *
     * @param needed bytes, at least 0
     * @throws EmbeddedFailure when fewer bytes are free
     */
    static void requireSpace(Path home, long needed) {
        long free;
        try {
            free = Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new EmbeddedFailure("Cannot tell how much room " + home + " has: " + e.getMessage(), e);
        }
        if (free < needed) {
            throw new EmbeddedFailure(String.format(
                    Locale.ROOT,
                    "The disk of %s has %d MB free, and at least %d MB are needed. Free some, or choose a folder on"
                            + " another disk: -Dplumbline.home=/some/folder (or PLUMBLINE_HOME=/some/folder).",
                    home,
                    free >> 20,
                    needed >> 20));
        }
    }

    /** Removes a folder with all that is in it; nothing happens when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void requirePlainName(Path home) {
        // pg_ctl hands its paths to a shell between double quotes.
        if (home.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
            throw new EmbeddedFailure("The home folder's name must have none of \" $ ` \\ in it, as " + home
                    + " has. Choose another: -Dplumbline.home=/some/folder (or PLUMBLINE_HOME=/some/folder).");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is a file, not a folder";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
