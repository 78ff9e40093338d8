package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import io.plumbline.process.ChildClassPath;
import io.plumbline.process.ChildJava;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains in a process of its own, and runs there whatever network nobody knows, so that a crash of native code or a want of memory
 * ends that process and nothing else.
 *
 * <p>The child holds the other end of a pipe, and ends itself when that is closed, as it is by a kill -9 of this process.
 */
public final class TrainingChild {
    /** The program of the child. By name: those who run trainings do not know how they are done. */
    static final String PROGRAM = "io.plumbline.retrain.djl.TrainingMain";

    private final long memory;
    private final int threads;
    private final TrainingConfig.Device device;

    /** @param config how much it may use, and what it trains on */
    public TrainingChild(TrainingConfig config) {
        this.memory = config.memory().asLongValue();
        this.threads = config.threads();
        this.device = config.device();
        if (memory < (64 << 20) || threads < 1) {
            throw new IllegalArgumentException(
                    "A training needs at least 64M and 1 thread: plumbline.training.memory is " + ChildEnd.size(memory)
                            + ", plumbline.training.threads " + threads);
        }
    }

    /** What a child is to do with a folder. */
    public enum Step {
        TRAIN("The training"),
        /** What the new model and its champion say. */
        JUDGE("The training"),
        /** What networks say that are there already: nothing is trained. */
        ASK("The judging"),
        /** What the network that is asked gives for the pictures of its golden cases. */
        GOLDEN("The judging"),
        /** A mask whenever it hears a line, until its input is closed. */
        DRAW("The drawing of masks");

        private final String what;

        Step(String what) {
            this.what = what;
        }
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
        try (RunningChild child = start(folder, steps)) {
            child.hear(listener, () -> false);
        }
    }

    /** Begins to do steps, one after another, in a child process. */
    public RunningChild start(WorkFolder folder, List<Step> steps) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx" + memory / 2,
                "-XX:+UseSerialGC",
                // Native code computes: a compiler that optimises more takes a third of a short training, and gives
                // nothing back.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + folder.path().resolve("crash.log"),
                "-Djava.awt.headless=true",
                "-Dplumbline.training.device=" + device.word(),
                "-Dai.djl.pytorch.num_threads=" + threads,
                "-Dai.djl.onnxruntime.num_threads=" + threads,
                "-cp",
                ChildClassPath.find(),
                PROGRAM,
                folder.path().toString()));
        steps.forEach(step -> arguments.add(step.name()));
        Process process = ChildJava.of(threads, arguments)
                .redirectError(Redirect.appendTo(folder.errors().toFile()))
                .start();
        return new RunningChild(steps.get(0).what, process, folder, memory);
    }
}
