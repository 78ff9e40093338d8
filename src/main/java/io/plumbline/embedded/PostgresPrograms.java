package io.plumbline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs and waits for their end.
 *
 * <p>PostgreSQL refuses to run as root. For root the programs run under {@code unshare -U}: a user namespace in which
 * the process has no user number of its own any more, and no rights but those of the files' owner. Outside, all files
 * belong to root as ever, so the folder stays consistent; a plain user is not affected at all.
 */
final class PostgresPrograms {
    private final Path folder;
    private final List<String> prefix;

    /** What a program said, standard output and errors together, and how it ended. */
    record Outcome(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /**
     * @param folder with the programs in its {@code bin}
     * @throws EmbeddedFailure when we are root and user namespaces are forbidden
     */
    PostgresPrograms(Path folder, boolean root) {
        this.folder = folder;
        this.prefix = root ? List.of("unshare", "-U") : List.of();
        if (root) {
            requireUserNamespaces();
        }
    }

    /**
     * Runs one program to its end.
     *
     * @param input what it reads from standard input
     * @throws EmbeddedFailure when it cannot be started or takes longer than the limit
     */
    Outcome run(Duration limit, String input, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return execute(limit, input, command);
    }

    private void requireUserNamespaces() {
        Outcome outcome;
        try {
            outcome = execute(Duration.ofSeconds(10), "", List.of("unshare", "-U", "true"));
        } catch (EmbeddedFailure e) {
            outcome = new Outcome(-1, e.advice());
        }
        if (!outcome.ok()) {
            throw new EmbeddedFailure("PostgreSQL does not run as root, and this system forbids the user namespace that"
                    + " would lift that (unshare -U: " + outcome.output().strip() + "). Start Plumbline as an ordinary"
                    + " user. " + EmbeddedFailure.useYourOwn());
        }
    }

    private static Outcome execute(Duration limit, String input, List<String> command) {
        Path output = temporaryFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    // A file and not a pipe: what the program leaves running would hold a pipe open for ever.
                    .redirectOutput(output.toFile());
            cleanse(builder.environment());
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedFailure(command + " took longer than " + limit.toSeconds() + " seconds.");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EmbeddedFailure(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("Interrupted while waiting for " + command.get(0), e);
        } finally {
            delete(output);
        }
    }

    /** Settings of the person's own PostgreSQL and language must not leak into ours. */
    private static void cleanse(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
    }

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("plumbline", ".out");
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "No temporary file can be made in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                            + ". Free some room there, or choose another folder: -Djava.io.tmpdir=/some/folder.",
                    e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
