package io.plumbline.retrain.djl;

import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.ask.Answering;
import io.plumbline.retrain.djl.mask.DistillationWork;
import io.plumbline.retrain.work.ChildVoice;
import io.plumbline.retrain.work.Trainer;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.WorkFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/** The program of the child process that trains, and asks networks: {@code TrainingMain <folder> <step>...}. */
public final class TrainingMain {
    /** A new trainer is a line here. */
    private static final List<Trainer> TRAINERS =
            List.of(new LastLayerWork(), new WholeNetworkWork(), new DistillationWork());

    private static final int REFUSED = 2;
    private static final int ORPHANED = 4;

    private TrainingMain() {}

    /**
     * Does it.
     *
     * @param arguments the work folder and the steps to do
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        // What libraries print is none of the protocol.
        PrintStream words = System.out;
        System.setOut(System.err);
        BlockingQueue<String> asked = hear();
        DjlSettings.apply();
        WorkFolder folder = WorkFolder.at(Path.of(arguments[0]));
        ChildVoice voice = new ChildVoice(folder, words);
        try {
            for (String step : List.of(arguments).subList(1, arguments.length)) {
                switch (TrainingChild.Step.valueOf(step)) {
                    case TRAIN -> trainer(folder).train(folder, voice);
                    case JUDGE -> trainer(folder).judge(folder, voice);
                    case ASK -> Answering.answer(folder, voice);
                    case GOLDEN -> Answering.golden(folder);
                    case DRAW -> Answering.draw(folder, asked, voice);
                }
            }
        } catch (IllegalArgumentException | Rejection e) {
            e.printStackTrace();
            voice.refuse(String.valueOf(e.getMessage()));
            System.exit(REFUSED);
        }
        // Native libraries keep threads of their own.
        System.exit(0);
    }

    private static Trainer trainer(WorkFolder folder) throws IOException {
        String name = folder.order().trainer();
        return TRAINERS.stream()
                .filter(trainer -> trainer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no trainer '" + name + "' here; there are "
                        + TRAINERS.stream().map(Trainer::name).collect(Collectors.joining(", "))
                        + ". Run the same version of Plumbline on server and worker."));
    }

    /** What the parent says, in lines. It holds the other end of standard input: the end of that is the parent's end. */
    private static BlockingQueue<String> hear() {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread watch = new Thread(
                () -> {
                    try {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            lines.add(line);
                        }
                    } catch (IOException e) {
                        // Safe because: a broken pipe says the same.
                        Runtime.getRuntime().halt(ORPHANED);
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "training-orphan");
        watch.setDaemon(true);
        watch.start();
        return lines;
    }
}
