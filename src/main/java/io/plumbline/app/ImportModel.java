package io.plumbline.app;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Port;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.head.HeadFit;
import io.plumbline.retrain.djl.head.HeadTask;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.retrain.djl.head.HeadTrainer;
import io.plumbline.retrain.djl.head.Samples;
import io.plumbline.stats.calibration.TemperatureScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command {@code import-model}: takes an ONNX classifier that somebody else trained, gives it a last layer for one's own
 * classes, learnt from a folder of pictures, and writes its bundle. The rest of the network stays as it is. A segmenter it takes as it
 * is, see {@link ImportSegmenter}.
 *
 * <p>Of each class 60 % of the pictures are learnt from, 20 % stop and calibrate, 20 % measure what the bundle states.
 */
public final class ImportModel {
    private static final int LEAST_PICTURES = 5;
    private static final double ABSTAIN = 0.5;

    private final ImportOptions options;
    private final ModelDefinition.Input input;
    private final long seed;

    private ImportModel(ImportOptions options) {
        this.options = options;
        this.seed = Long.parseLong(option("--seed", "1"));
        this.input = options.input();
    }

    /**
     * Runs the command.
     *
     * @param args options without the command's own name
     * @return exit status: 0, or 2 for wrong options
     * @throws IOException if a file cannot be read or written
     */
    public static int run(List<String> args) throws IOException {
        Bundle bundle;
        String out;
        try {
            ImportOptions options = ImportOptions.of(args);
            out = options.option("--out", "");
            bundle = options.isSegmentation()
                    ? new ImportSegmenter(options).bundle()
                    : new ImportModel(options).bundle();
        } catch (ImportOptions.Misused e) {
            System.err.println(e.getMessage() + "\n" + ImportOptions.USAGE);
            return Commands.MISUSED;
        }
        Files.write(Path.of(out), bundle.bytes());
        System.out.printf(
                Locale.ROOT,
                "%s %.4f on %d pictures never seen; %d bytes; sha256 %s%n%s%n",
                bundle.definition().task() instanceof Task.Segmentation
                        ? "Share of masks with an IoU of 0.5 or more"
                        : "Accuracy",
                1 - bundle.definition().validation().errorRate(),
                bundle.definition().validation().n(),
                bundle.bytes().length,
                bundle.sha256(),
                GoldenCheck.check(bundle).sentence());
        return 0;
    }

    private String option(String name, String otherwise) {
        return options.option(name, otherwise);
    }

    /** A picture as the network takes it, and its class. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Picture(float[] input, int label) {}

    private Bundle bundle() throws IOException {
        List<String> labels = new ArrayList<>();
        List<List<Picture>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        read(labels, parts);
        byte[] theirs = options.network();
        byte[] whole = options.has("--cut")
                ? OnnxGraphs.cutAt(theirs, option("--cut", ""), input.port(), labels.size())
                : OnnxGraphs.flat(theirs, input.port(), labels.size());
        looked(whole, labels.size());
        Weights weights = Weights.valueOf(option("--weights", "fp16").toUpperCase(Locale.ROOT));
        byte[] kept = weights.compress(whole);
        if (kept.length > Bundles.MOST_BYTES) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "bundle-too-large",
                    "The network has " + kept.length + " bytes with --weights "
                            + weights.name().toLowerCase(Locale.ROOT) + ", a bundle at most " + Bundles.MOST_BYTES
                            + ": try --weights int8, or a smaller network.");
        }
        Samples train;
        Samples calibration;
        try (OnnxRunner backbone = OnnxRunner.ofBackbone(kept, input.port())) {
            train = samples(backbone, parts.get(0));
            calibration = samples(backbone, parts.get(1));
        }
        Head start = Head.zero(labels.size(), train.features()[0].length);
        Settings settings = Settings.usual(start.features(), seed);
        HeadFit fit = HeadTrainer.train(new HeadTask(train, calibration, start, settings), ProgressListener.NONE);
        double temperature = TemperatureScaling.fit(fit.held().apply(calibration.features()), calibration.labels());
        byte[] onnx = weights.compress(OnnxGraphs.withHead(kept, fit.head().cooled(temperature)));
        OnnxGraphs.Output output = OnnxGraphs.output(onnx);
        ModelDefinition definition = definition(onnx, output, labels, parts.get(2));
        ModelCard card = new ModelCard(
                "A network that was made elsewhere ('"
                        + Path.of(option("--onnx", "")).getFileName() + "'), with a last layer for these classes.",
                train.size() + " pictures to learn from, " + calibration.size() + " to calibrate, "
                        + parts.get(2).size() + " to measure with, drawn from each class with seed " + seed + ".",
                String.format(Locale.ROOT, "Logits divided by %.3f, folded into the last layer.", temperature),
                List.of());
        return BundleBuilder.build(definition, onnx, card);
    }

    /** Says what will be learnt from, and refuses what no phone could be given before pictures are run, which takes minutes. */
    private void looked(byte[] whole, int classes) {
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(whole);
        System.out.printf(
                "%d numbers of each picture, '%s', are learnt from%n", backbone.features(), backbone.output());
        byte[] other = OnnxGraphs.withHead(whole, Head.zero(classes, backbone.features()));
        OnnxCheck.check(other, input.port(), Port.of(OnnxGraphs.output(other).name(), classes));
    }

    private ModelDefinition definition(
            byte[] onnx, OnnxGraphs.Output output, List<String> labels, List<Picture> measured) {
        Task task = new Task.Classification(output.probabilities());
        try (OnnxRunner runner = new OnnxRunner(onnx, input.port(), output.name())) {
            float[][] logits = runner.run(inputs(measured));
            if (output.probabilities()) {
                Arrays.setAll(logits, i -> ModelDefinition.logarithms(logits[i]));
            }
            int[] truth = measured.stream().mapToInt(Picture::label).toArray();
            return new ModelDefinition(
                    option("--name", ""),
                    option("--version", "1"),
                    task,
                    labels,
                    input,
                    output.name(),
                    1,
                    ABSTAIN,
                    Predictions.of(logits).reference(truth, labels));
        }
    }

    private void read(List<String> labels, List<List<Picture>> parts) throws IOException {
        List<Path> folders = list(Path.of(option("--pictures", "")), true);
        for (Path folder : folders) {
            List<Path> files = new ArrayList<>(list(folder, false));
            if (files.size() < LEAST_PICTURES) {
                throw new IOException("Class '" + folder.getFileName() + "' has " + files.size()
                        + " pictures, at least " + LEAST_PICTURES + " are needed");
            }
            Collections.shuffle(files, new Random(seed));
            for (int i = 0; i < files.size(); i++) {
                int part = 5 * i < 3 * files.size() ? 0 : 5 * i < 4 * files.size() ? 1 : 2;
                parts.get(part).add(new Picture(Pixels.of(Files.readAllBytes(files.get(i)), input), labels.size()));
            }
            labels.add(String.valueOf(folder.getFileName()));
        }
        if (labels.size() < 2) {
            throw new IOException("At least two folders of pictures are needed in " + option("--pictures", ""));
        }
        // Golden cases and batches are of all classes.
        parts.forEach(part -> Collections.shuffle(part, new Random(seed)));
    }

    private static List<Path> list(Path folder, boolean folders) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> Files.isDirectory(path) == folders)
                    .sorted()
                    .toList();
        }
    }

    private static Samples samples(OnnxRunner backbone, List<Picture> pictures) {
        int[] labels = pictures.stream().mapToInt(Picture::label).toArray();
        Map<Integer, Long> counts = Arrays.stream(labels)
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        float[] weights = new float[labels.length];
        for (int i = 0; i < weights.length; i++) {
            // Each class counts alike, however many pictures there are of it.
            weights[i] = (float) labels.length / (counts.size() * counts.getOrDefault(labels[i], 1L));
        }
        return new Samples(backbone.run(inputs(pictures)), labels, weights);
    }

    private static float[][] inputs(List<Picture> pictures) {
        return pictures.stream().map(Picture::input).toArray(float[][]::new);
    }
}
