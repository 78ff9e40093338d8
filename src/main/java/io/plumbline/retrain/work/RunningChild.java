package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import io.plumbline.process.MemoryWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;

/** A child process that is under way; closing it ends it. Of use to one thread at a time. */
public final class RunningChild implements AutoCloseable {
    private static final int WORDS = 1_000;
    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
    private static final int OUT_OF_HEAP = 3;
    /** A process that was ended by a signal exits with this plus the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int KILL = 9;

    private final String what;
    private final Process process;
    private final WorkFolder folder;
    private final long memory;
    private final MemoryWatch watch;
    private final Thread reader;
    private final BlockingQueue<Optional<String>> words = new ArrayBlockingQueue<>(WORDS);

    /**
     * @param what it does, as a sentence begins
     * @param memory bytes that it may hold
     */
    RunningChild(String what, Process process, WorkFolder folder, long memory) {
        this.what = what;
        this.process = process;
        this.folder = folder;
        this.memory = memory;
        this.watch = new MemoryWatch(process, memory);
        this.reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8), words), "training-words");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether it is under way. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Says a line to it. One that is over hears nothing; {@link #hear} tells of that. */
    public void say(String line) {
        try {
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            // Safe because: the pipe breaks when the child ends, and its status says why.
            process.destroyForcibly();
        }
    }

    /**
     * Hears what it says until that is enough, or until it has ended well. Reading a pipe hears no interrupt, waiting at a queue
     * does.
     *
     * @param listener hears of it in this thread
     * @return whether it was enough
     * @throws Rejection REFUSED, if trying again cannot help: {@code training-too-large}, {@code training-refused}
     * @throws TrainingFailed if the child broke
     */
    public boolean hear(TrainingListener listener, BooleanSupplier enough) throws IOException, InterruptedException {
        while (!enough.getAsBoolean()) {
            Optional<String> line = words.take();
            if (line.isEmpty()) {
                int status = process.waitFor();
                if (status != 0 || watch.ended()) {
                    throw end(status);
                }
                return false;
            }
            try {
                ChildVoice.pass(line.get(), folder, listener);
            } catch (ChildVoice.Refused e) {
                throw new Rejection(Rejection.Kind.REFUSED, "training-refused", e.getMessage(), e);
            }
        }
        return true;
    }

    /** Puts line after line, and at the end nothing, however it ends: whoever listens waits for that. */
    static void read(BufferedReader out, BlockingQueue<Optional<String>> words) {
        try {
            try (BufferedReader lines = out) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    words.put(Optional.of(line));
                }
            } catch (IOException e) {
                // Safe because: the pipe breaks when the child is ended, and its status says why.
                words.put(Optional.empty());
                return;
            }
            words.put(Optional.empty());
        } catch (InterruptedException e) {
            // Safe because: nobody listens any more.
            Thread.currentThread().interrupt();
        }
    }

    private RuntimeException end(int status) {
        if (watch.ended()) {
            return ChildEnd.tooLarge(what + " was ended for using more than " + ChildEnd.size(memory) + " of memory");
        }
        if (status == OUT_OF_HEAP) {
            return ChildEnd.tooLarge(
                    what + " ran out of Java's half of its memory, which is " + ChildEnd.size(memory) + " in all");
        }
        if (status == SIGNALLED + KILL) {
            return new TrainingFailed(what + " was killed from outside: most likely the machine ran out of memory."
                    + " Lower plumbline.training.memory or plumbline.jobs.workers, or free memory on it.");
        }
        if (status > SIGNALLED) {
            return new TrainingFailed(what + " crashed in native code (signal " + (status - SIGNALLED) + ")"
                    + ChildEnd.frame(folder.path().resolve("crash.log")) + ".");
        }
        return new TrainingFailed(what + " failed: " + ChildEnd.lastWords(folder.errors()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        reader.interrupt();
    }
}
