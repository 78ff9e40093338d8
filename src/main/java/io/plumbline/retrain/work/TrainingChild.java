package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import io.plumbline.process.ChildClassPath;
import io.plumbline.process.ChildJava;
import io.plumbline.process.MemoryWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Trains in a process of its own, so that a crash of native code or a want of memory ends that process and nothing else.
 *
 * <p>The child holds the other end of a pipe, and ends itself when that is closed, as it is by a kill -9 of this process.
 */
public final class TrainingChild {
    /** The program of the child. By name: those who run trainings do not know how they are done. */
    static final String PROGRAM = "io.plumbline.retrain.djl.TrainingMain";

    private static final int WORDS = 1_000;
    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
    private static final int OUT_OF_HEAP = 3;
    /** A process that was ended by a signal exits with this plus the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int KILL = 9;

    private final long memory;
    private final int threads;

    /** @param config how much it may use */
    public TrainingChild(TrainingConfig config) {
        this.memory = config.memory().asLongValue();
        this.threads = config.threads();
        if (memory < (64 << 20) || threads < 1) {
            throw new IllegalArgumentException(
                    "A training needs at least 64M and 1 thread: plumbline.training.memory is " + ChildEnd.size(memory)
                            + ", plumbline.training.threads " + threads);
        }
    }

    /** What a child is to do with a folder. */
    public enum Step {
        TRAIN,
        JUDGE
    }

    /**
     * Does steps, one after another, in a child process, and waits for its end. An interrupt ends the child.
     *
     * @param listener hears of it in this thread; what it throws ends the child and is thrown
     * @throws Rejection REFUSED, if trying again cannot help: {@code training-too-large}, {@code training-refused}
     * @throws TrainingFailed if the child broke
     */
    public void run(WorkFolder folder, List<Step> steps, TrainingListener listener)
            throws IOException, InterruptedException {
        Process child = start(folder, steps);
        MemoryWatch watch = new MemoryWatch(child, memory);
        try {
            listen(child, folder, listener);
            int status = child.waitFor();
            if (status != 0 || watch.ended()) {
                throw end(folder, status, watch);
            }
        } catch (ChildVoice.Refused e) {
            throw new Rejection(Rejection.Kind.REFUSED, "training-refused", e.getMessage(), e);
        } finally {
            child.destroyForcibly();
            child.onExit().join();
        }
    }

    private Process start(WorkFolder folder, List<Step> steps) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx" + memory / 2,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + folder.path().resolve("crash.log"),
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=" + threads,
                "-Dai.djl.onnxruntime.num_threads=" + threads,
                "-cp",
                ChildClassPath.find(),
                PROGRAM,
                folder.path().toString()));
        steps.forEach(step -> arguments.add(step.name()));
        return ChildJava.of(threads, arguments)
                .redirectError(Redirect.appendTo(folder.errors().toFile()))
                .start();
    }

    /** Reading a pipe hears no interrupt, waiting at a queue does. */
    private static void listen(Process child, WorkFolder folder, TrainingListener listener)
            throws IOException, InterruptedException, ChildVoice.Refused {
        BlockingQueue<Optional<String>> words = new ArrayBlockingQueue<>(WORDS);
        Thread reader = new Thread(() -> read(child.inputReader(StandardCharsets.UTF_8), words), "training-words");
        reader.setDaemon(true);
        reader.start();
        try {
            for (Optional<String> line = words.take(); line.isPresent(); line = words.take()) {
                ChildVoice.pass(line.get(), folder, listener);
            }
        } finally {
            reader.interrupt();
        }
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

    private RuntimeException end(WorkFolder folder, int status, MemoryWatch watch) {
        if (watch.ended()) {
            return ChildEnd.tooLarge("was ended for using more than " + ChildEnd.size(memory) + " of memory");
        }
        if (status == OUT_OF_HEAP) {
            return ChildEnd.tooLarge(
                    "ran out of Java's half of its memory, which is " + ChildEnd.size(memory) + " in all");
        }
        if (status == SIGNALLED + KILL) {
            return new TrainingFailed("The training was killed from outside: most likely the machine ran out of memory."
                    + " Lower plumbline.training.memory or plumbline.jobs.workers, or free memory on it.");
        }
        if (status > SIGNALLED) {
            return new TrainingFailed("The training crashed in native code (signal " + (status - SIGNALLED) + ")"
                    + ChildEnd.frame(folder.path().resolve("crash.log")) + ".");
        }
        return new TrainingFailed("The training failed: " + ChildEnd.lastWords(folder.errors()));
    }
}
