package io.plumbline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process that holds more memory than it may. Java's own limit does not hold for what native libraries take.
 *
 * <p>Counted is what the process has written to (anonymous and shared memory of Linux' {@code /proc}): libraries that are
 * merely mapped can be dropped at any time. Where there is no {@code /proc} only Java's limit holds.
 */
public final class MemoryWatch {
    private static final int LOOK_MILLIS = 50;

    private final Process process;
    private final long most;
    private volatile boolean ended;

    /**
     * Watches from now until the process is over.
     *
     * @param most bytes that it may hold
     */
    public MemoryWatch(Process process, long most) {
        this.process = process;
        this.most = most;
        offerToTheKernel();
        Thread thread = new Thread(this::watch, "child-memory");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it was this watch that ended the process. */
    public boolean ended() {
        return ended;
    }

    private void watch() {
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                OptionalLong used = used(process.pid());
                if (used.isPresent() && used.getAsLong() > most) {
                    ended = true;
                    process.destroyForcibly();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes that a process has written to and holds; empty where the system does not say. */
    static OptionalLong used(long pid) {
        try {
            long kilobytes = 0;
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return OptionalLong.of(kilobytes << 10);
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Should the machine itself run out of memory, Linux is to take the child and not a service. */
    private void offerToTheKernel() {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process.pid()), "oom_score_adj"), "1000");
        } catch (IOException e) {
            // Safe because: it is a wish; not every system hears it.
            return;
        }
    }
}
