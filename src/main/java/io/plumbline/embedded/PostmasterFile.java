package io.plumbline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code postmaster.pid}, in which a running PostgreSQL says who it is, and which a killed one leaves behind. */
final class PostmasterFile {
    private final Path data;

    PostmasterFile(Path data) {
        this.data = data;
    }

    /** The living server of this very folder; empty when there is none, whatever the file says. */
    Optional<ProcessHandle> server() {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(this::servesThisFolder);
    }

    /** Removes a file that names a process that is not the server of this folder. */
    void removeIfStale() throws IOException {
        if (server().isEmpty()) {
            Files.deleteIfExists(file());
        }
    }

    private Optional<Long> pid() {
        try {
            List<String> lines = Files.readAllLines(file());
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.get(0).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // No file, or cut off by a full disk: no server to be found by it.
        }
    }

    /** After a restart of the machine the number may be anybody's, even another home's PostgreSQL. */
    private boolean servesThisFolder(ProcessHandle process) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return process.info().command().orElse("").endsWith("postgres")
                && List.of(arguments).contains(data.toString());
    }

    private Path file() {
        return data.resolve("postmaster.pid");
    }
}
