package io.plumbline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of ours, started again after each kill, which does not outlive this one. */
public final class Child implements AutoCloseable {
    private static final int LAST_WORDS = 6_000;

    private final String name;
    private final List<String> command;
    private final Path log;
    private Process process;

    /**
     * Starts it.
     *
     * @param folder where it runs and where its log goes
     * @param arguments of the Java launcher
     */
    public Child(String name, Path folder, List<String> arguments) {
        this.name = name;
        this.log = folder.resolve(name + ".log");
        this.command = new ArrayList<>(List.of(java("java")));
        command.addAll(arguments);
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .directory(log.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Kill -9: nothing is said, nothing is flushed. */
    public void kill() {
        join(process.destroyForcibly());
    }

    /** Asks it to stop, and waits for its end. */
    public void stop() {
        process.destroy();
        join(process);
    }

    /** Its id, by which the system knows it. */
    public long pid() {
        return process.pid();
    }

    /** Starts it again. */
    public void start() {
        process = launch();
    }

    /** Takes the processor away from it. */
    public void pause() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /** Gives it back. */
    public void goOn() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    /** Fails when it ended by itself. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(
                    name + " ended by itself with " + process.exitValue() + ". It said:\n" + lastWords());
        }
    }

    /** What all its threads do. */
    public String threads() {
        try {
            Process dump = new ProcessBuilder(java("jcmd"), Long.toString(process.pid()), "Thread.print", "-l")
                    .redirectErrorStream(true)
                    .start();
            return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // A runtime without tools: the process writes it into its log.
            Signals.send("QUIT", List.of(process.toHandle()));
            return "in " + log;
        }
    }

    /** The end of its log. */
    public String lastWords() {
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return text.substring(Math.max(0, text.length() - LAST_WORDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void join(Process ending) {
        try {
            if (!ending.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end:\n" + threads());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        join(process);
    }
}
