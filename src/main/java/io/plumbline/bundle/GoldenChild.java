package io.plumbline.bundle;

import io.plumbline.kernel.Rejection;
import io.plumbline.process.ChildClassPath;
import io.plumbline.process.ChildJava;
import io.plumbline.process.MemoryWatch;
import io.plumbline.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tries a bundle that nobody has run yet: its golden cases, in a process of their own. A graph that crashes native code, or takes more memory or
 * time than it may, ends that process and nothing else. One at a time: others wait.
 *
 * <p>Memory is watched where the system tells of it, on Linux; elsewhere only Java's own limit holds, half of it.
 */
public final class GoldenChild {
    private static final int OUT_OF_HEAP = 3;
    private static final int SIGNALLED = 128;
    private static final int LAST_WORDS = 600;

    private final long memory;
    private final Duration patience;
    private final Path work;
    private final Lock one = new ReentrantLock();

    /**
     * Limits for each bundle.
     *
     * @param memory bytes that the process may hold
     * @param patience how long it may take
     */
    public GoldenChild(long memory, Duration patience) {
        this(memory, patience, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** As above, with its files in another folder than the system's for what is temporary. */
    GoldenChild(long memory, Duration patience, Path work) {
        this.memory = memory;
        this.patience = patience;
        this.work = work;
    }

    /** Bytes that a bundle may take while it is tried. */
    public long memory() {
        return memory;
    }

    /**
     * Runs the golden cases of a checked bundle. One that does not load, or gives other outputs, is a report that did not pass.
     *
     * @throws Rejection REFUSED: {@code bundle-crashes}, {@code bundle-too-slow}, {@code bundle-too-hungry}
     */
    public GoldenCheck.Report check(Bundle bundle) {
        try {
            one.lockInterruptibly();
            try {
                return inFolder(bundle);
            } finally {
                one.unlock();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A bundle could not be tried in a process of its own", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a bundle was tried", e);
        }
    }

    private GoldenCheck.Report inFolder(Bundle bundle) throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create(work, "plumbline-upload")) {
            return run(bundle, folder.path());
        }
    }

    private GoldenCheck.Report run(Bundle bundle, Path folder) throws IOException, InterruptedException {
        Path zip = folder.resolve("bundle.zip");
        Path answer = folder.resolve("answer");
        Path errors = folder.resolve("errors");
        Files.write(zip, bundle.bytes());
        Process child = ChildJava.of(1, arguments(zip, folder))
                .redirectOutput(answer.toFile())
                .redirectError(errors.toFile())
                .start();
        MemoryWatch watch = new MemoryWatch(child, memory);
        try {
            if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw refused(
                        "bundle-too-slow",
                        "The golden cases of " + bundle.definition().name() + " did not end within "
                                + patience.toSeconds() + " s. If the model is meant to be that slow, raise"
                                + " plumbline.upload.timeout.");
            }
            String words = lastWords(errors);
            int status = child.exitValue();
            if (watch.ended() || status == OUT_OF_HEAP || words.contains("OutOfMemoryError")) {
                throw refused(
                        "bundle-too-hungry",
                        String.format(
                                Locale.ROOT,
                                "The golden cases of %s took more than %,d MiB of memory. If the model is meant to be"
                                        + " that large, raise plumbline.upload.memory.",
                                bundle.definition().name(),
                                memory >> 20));
            }
            if (status > SIGNALLED) {
                throw refused(
                        "bundle-crashes",
                        "The golden cases of " + bundle.definition().name()
                                + " crashed the process that ran them (signal " + (status - SIGNALLED)
                                + "); such a model would crash phones too.");
            }
            return GoldenMain.read(Files.readString(answer, StandardCharsets.UTF_8))
                    .orElseThrow(() -> new IOException("It ended with " + status + " and said: " + words));
        } finally {
            child.destroyForcibly().onExit().join();
        }
    }

    /** What native libraries are unpacked to goes with the folder, however the process ends. */
    private List<String> arguments(Path zip, Path folder) {
        return List.of(
                "-Xmx" + memory / 2,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Djava.io.tmpdir=" + folder,
                "-Djava.awt.headless=true",
                "-cp",
                ChildClassPath.find(),
                GoldenMain.class.getName(),
                zip.toString());
    }

    private static String lastWords(Path errors) throws IOException {
        String said = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
        return said.substring(Math.max(0, said.length() - LAST_WORDS));
    }

    private static Rejection refused(String code, String sentence) {
        return new Rejection(Rejection.Kind.REFUSED, code, sentence);
    }
}
