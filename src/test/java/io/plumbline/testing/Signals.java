package io.plumbline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Signals that Java cannot send, through the shell. */
public final class Signals {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Signals() {}

    /** Sends one to processes that this one has started. One that is gone by now is no failure. */
    public static void send(String signal, List<ProcessHandle> processes) {
        String pids = processes.stream().map(p -> Long.toString(p.pid())).collect(Collectors.joining(" "));
        run("kill", List.of("sh", "-c", "kill -" + signal + " " + pids + " 2>/dev/null; true"));
        if (signal.equals("STOP")) {
            processes.forEach(process -> Await.until(
                    process.pid() + " has stopped", PATIENCE, () -> !process.isAlive() || hasStopped(process.pid())));
        }
    }

    private static boolean hasStopped(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }

    /** Runs a program to its end; false if it failed. */
    public static boolean run(String what, List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what, e);
        }
    }
}
