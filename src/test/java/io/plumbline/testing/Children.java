package io.plumbline.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Child processes that this one has started, by what they were told to do. */
public final class Children {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Children() {}

    /** The child whose last argument is a word, once there is one. */
    public static ProcessHandle await(String word) {
        Await.until("a child that does " + word, PATIENCE, () -> find(word).isPresent());
        return find(word).orElseThrow();
    }

    /** The same, as it is no more. */
    public static void awaitEnd(ProcessHandle child) {
        Await.until("process " + child.pid() + " is no more", PATIENCE, () -> !child.isAlive());
    }

    private static Optional<ProcessHandle> find(String word) {
        return ProcessHandle.current()
                .children()
                .filter(child -> command(child).endsWith("\0" + word + "\0"))
                .findFirst();
    }

    /** From Linux itself: Java reads the first page of it alone, which a class path fills. */
    private static String command(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }
}
