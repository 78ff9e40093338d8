package io.plumbline.app;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.client.ImageStats;
import io.plumbline.profile.InputScale;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.CnnTask;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer;
import io.plumbline.retrain.djl.whole.OneCycle;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.stats.calibration.TemperatureScaling;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The command {@code train-demo-model}: trains the demo's classifier of garments on Fashion-MNIST and writes its bundle.
 *
 * <p>The 60,000 training pictures are shuffled by a fixed seed and cut: 53,000 to train on, 2,000 to stop and calibrate by, 5,000
 * that neither sees, on which the validation is measured.
 */
public final class TrainDemoModel {
    /** Names of Fashion-MNIST's ten classes, in its order. */
    public static final List<String> LABELS =
            List.of("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot");

    private static final String USAGE =
            "Usage: train-demo-model --data <folder> --out <zip> [--epochs <n>] [--seed <s>]"
                    + " [--reference <folder>]\n"
                    + "  --data       folder with train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz\n"
                    + "  --out        bundle to write\n"
                    + "  --epochs     passes over the pictures, default 6\n"
                    + "  --seed       of the training, default 1\n"
                    + "  --reference  folder to write 3,000 of the training pictures to, 300 of each class";

    private static final long SPLIT_SEED = 20_261_123;
    private static final int HELD_OUT = 5_000;
    private static final int CALIBRATION = 2_000;
    private static final int REFERENCE_EACH = 300;
    private static final double ABSTAIN = 0.5;

    /** Phones tell statistics to four decimals. */
    private static final double TOLD = 1e4;

    private final PrintStream out;
    private final long started = System.nanoTime();

    private TrainDemoModel(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the command.
     *
     * @param args options without the command's own name
     * @return exit status: 0, or 2 for wrong options
     * @throws IOException if a file cannot be read or written
     */
    public static int run(List<String> args) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.size(); i += 2) {
            options.put(args.get(i), args.get(i + 1));
        }
        List<String> known = List.of("--data", "--out", "--epochs", "--seed", "--reference");
        boolean complete = options.containsKey("--data") && options.containsKey("--out");
        if (args.size() % 2 != 0 || !complete || !known.containsAll(options.keySet())) {
            System.err.println(USAGE);
            return 2;
        }
        int epochs;
        long seed;
        try {
            epochs = Integer.parseInt(options.getOrDefault("--epochs", "6"));
            seed = Long.parseLong(options.getOrDefault("--seed", "1"));
        } catch (NumberFormatException e) {
            System.err.println("Not a number: " + e.getMessage() + "\n" + USAGE);
            return 2;
        }
        new TrainDemoModel(System.out).train(options, epochs, seed);
        return 0;
    }

    private void train(Map<String, String> options, int epochs, long seed) throws IOException {
        Path data = Path.of(options.getOrDefault("--data", ""));
        IdxPictures all = read(data);
        int[] order = OneCycle.shuffled(all.labels().length, new SplittableRandom(SPLIT_SEED));
        int training = order.length - HELD_OUT - CALIBRATION;
        if (training < HELD_OUT) {
            throw new IOException("Too few pictures in " + data + ": " + order.length);
        }
        IdxPictures train = all.pick(Arrays.copyOf(order, training));
        IdxPictures calibration = all.pick(Arrays.copyOfRange(order, training, training + CALIBRATION));
        IdxPictures heldOut = all.pick(Arrays.copyOfRange(order, training + CALIBRATION, order.length));
        if (options.containsKey("--reference")) {
            writeReference(train, Path.of(options.getOrDefault("--reference", "")));
        }
        out.printf(Locale.ROOT, "Training on %d pictures, %d epochs, seed %d%n", training, epochs, seed);
        CnnTask task = new CnnTask(train, calibration, LABELS, 1, CnnTask.Settings.many(epochs, seed));
        CompactNetwork network = CompactCnnTrainer.train(task, Checkpoints.NONE, this::progressed)
                .network();
        Bundle bundle = bundle(calibrated(network, calibration), heldOut, training, epochs, seed);
        Files.write(Path.of(options.getOrDefault("--out", "")), bundle.bytes());
        Reference validation = bundle.definition().validation();
        out.printf(
                Locale.ROOT,
                "%nAccuracy %.4f on %d pictures never seen; %d weights; %d bytes; sha256 %s%n%s%n",
                1 - validation.errorRate(),
                validation.n(),
                network.parameters(),
                bundle.bytes().length,
                bundle.sha256(),
                GoldenCheck.check(bundle).sentence());
    }

    private void progressed(Progress progress) {
        double seconds = (System.nanoTime() - started) / 1e9;
        double left = seconds / progress.fraction() * (1 - progress.fraction());
        String accuracy = Double.isNaN(progress.accuracy())
                ? ""
                : String.format(Locale.ROOT, ", accuracy %.4f%n", progress.accuracy());
        out.printf(
                Locale.ROOT,
                "\rEpoch %d of %d, %3.0f %%, loss %.4f, %.0f s left%s",
                progress.epoch(),
                progress.epochs(),
                100 * progress.fraction(),
                progress.loss(),
                left,
                accuracy);
        out.flush();
    }

    /** The network with its temperature, fitted on pictures kept for that, folded into its last layer. */
    private static CompactNetwork calibrated(CompactNetwork network, IdxPictures calibration) {
        double temperature = TemperatureScaling.fit(
                CompactCnnTrainer.logits(OnnxWriter.write(network), calibration), calibration.labels());
        return network.withHead(network.head().cooled(temperature));
    }

    private static Bundle bundle(CompactNetwork network, IdxPictures heldOut, int training, int epochs, long seed) {
        Reference validation = Predictions.of(CompactCnnTrainer.logits(OnnxWriter.write(network), heldOut))
                .reference(heldOut.labels(), LABELS)
                .withInputs(inputs(heldOut));
        ModelDefinition definition = new ModelDefinition(
                "garments",
                "1",
                ModelDefinition.CLASSIFICATION,
                LABELS,
                ModelDefinition.Input.grey(OnnxWriter.INPUT, heldOut.width(), heldOut.height()),
                OnnxWriter.OUTPUT,
                1,
                ABSTAIN,
                validation);
        ModelCard card = new ModelCard(
                "Tells ten kinds of garment apart on grey pictures of 28 × 28 pixels. A compact CNN of"
                        + " depthwise-separable"
                        + " convolutions"
                        + " with"
                        + " " + network.parameters() + " weights, trained from nothing for " + epochs
                        + " epochs with seed " + seed + ".",
                "Fashion-MNIST (Zalando Research, MIT licence): of its 60,000 training pictures " + training
                        + " to train on, " + CALIBRATION + " to stop and calibrate by and " + HELD_OUT
                        + " to measure with.",
                "Confidence is calibrated by a temperature (Guo et al. 2017), folded into the last layer.",
                List.of());
        return BundleBuilder.build(definition, OnnxWriter.write(network), heldOut.inputs(), card);
    }

    /** What the demo's phones tell of their pictures, of these. */
    private static SortedMap<String, Histogram> inputs(IdxPictures pictures) {
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        for (byte[] picture : pictures.pictures()) {
            int[] pixels = new int[picture.length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = picture[i] & 0xFF;
            }
            ImageStats stats = ImageStats.of(pixels, pictures.width());
            add(inputs, "brightness", stats.brightness());
            add(inputs, "contrast", stats.contrast());
            add(inputs, "sharpness", stats.sharpness());
        }
        return inputs;
    }

    private static void add(SortedMap<String, Histogram> inputs, String name, double value) {
        inputs.computeIfAbsent(name, none -> new Histogram()).add(InputScale.unit(Math.round(value * TOLD) / TOLD));
    }

    private static IdxPictures read(Path data) throws IOException {
        try (InputStream images = Files.newInputStream(data.resolve("train-images-idx3-ubyte.gz"));
                InputStream labels = Files.newInputStream(data.resolve("train-labels-idx1-ubyte.gz"))) {
            return IdxPictures.read(images, labels);
        }
    }

    private void writeReference(IdxPictures train, Path folder) throws IOException {
        int[] taken = new int[LABELS.size()];
        int[] picked = new int[REFERENCE_EACH * LABELS.size()];
        int n = 0;
        for (int i = 0; i < train.labels().length; i++) {
            if (taken[train.labels()[i]]++ < REFERENCE_EACH) {
                picked[n++] = i;
            }
        }
        IdxPictures reference = train.pick(Arrays.copyOf(picked, n));
        Files.createDirectories(folder);
        Files.write(folder.resolve("reference-images-idx3-ubyte.gz"), reference.imagesGz());
        Files.write(folder.resolve("reference-labels-idx1-ubyte.gz"), reference.labelsGz());
        out.printf(Locale.ROOT, "Wrote %d reference pictures to %s%n", n, folder);
    }
}
