package io.plumbline.app;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.MaskOutput;
import io.plumbline.bundle.onnx.MaskOutput.Mask;
import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.mask.MaskAnswers;
import io.plumbline.retrain.mask.MaskAnswers.Drawn;
import io.plumbline.retrain.mask.MaskFigures;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A bundle of a segmenter that somebody else made, however large: it can teach a small one. The network stays as it is; only of its
 * outputs but one is left, and its weights are kept as asked. Pictures with masks that people made measure what the bundle states.
 */
final class ImportSegmenter {
    private static final int LEAST_PICTURES = 5;
    private static final double ABSTAIN = 0.5;

    private final ImportOptions options;
    private final ModelDefinition.Input input;
    /** Where each lies: there may be more than memory holds. */
    private final Map<Sha256, Path> files = new HashMap<>();

    private final List<Drawn> drawn = new ArrayList<>();
    /** As it was named, then as it is given. */
    private Mask mask;

    ImportSegmenter(ImportOptions options) {
        this.options = options;
        this.input = options.input();
        String values = options.option("--values", "probabilities");
        if (!List.of("probabilities", "logits").contains(values)) {
            throw new IllegalArgumentException("--values is '" + values + "', expected: probabilities or logits");
        }
        this.mask = new Mask(new byte[0], options.option("--output", ""), values.equals("probabilities"));
    }

    /**
     * Makes it.
     *
     * @throws IOException if a file is missing or cannot be read
     * @throws IllegalArgumentException if an option is out of its range
     */
    Bundle bundle() throws IOException {
        read();
        mask = MaskOutput.of(
                options.network(),
                mask.name(),
                input.port(),
                definition(1, 0, one()).outputPort(),
                channel(),
                mask.probabilities());
        Weights weights = Weights.valueOf(options.option("--weights", "fp16").toUpperCase(Locale.ROOT));
        byte[] onnx = weights.compress(mask.onnx());
        // Before pictures are run, which takes a large network minutes.
        OnnxCheck.check(onnx, input.port(), definition(1, 0, one()).outputPort());
        List<JudgedPicture> answers = MaskAnswers.of(
                Optional.empty(), new Network(definition(1, 0, one()), onnx), drawn, this::bytes, done -> {});
        MaskFigures figures = MaskFigures.of(answers, JudgedPicture::challenger);
        Histogram confidence = new Histogram();
        answers.forEach(each -> confidence.add(each.challenger().confidence()));
        ModelCard card = new ModelCard(
                "A segmenter that was made elsewhere ('"
                        + Path.of(options.option("--onnx", "")).getFileName() + "'), as it is.",
                answers.size() + " pictures with masks that people made, to measure with: " + figures.sentence() + ".",
                "A mask is an error where its intersection over union with the person's is below 0.5.",
                List.of());
        return BundleBuilder.build(definition(answers.size(), figures.poor(), confidence), onnx, card);
    }

    private static Histogram one() {
        Histogram confidence = new Histogram();
        confidence.add(1);
        return confidence;
    }

    private ModelDefinition definition(long n, long errors, Histogram confidence) {
        String label = options.option("--label", "");
        return new ModelDefinition(
                options.option("--name", ""),
                options.option("--version", "1"),
                new Task.Segmentation(
                        mask.probabilities(),
                        Double.parseDouble(options.option("--threshold", "0.5")),
                        Integer.parseInt(options.option("--feather", "2"))),
                List.of(label),
                input,
                mask.name(),
                1,
                ABSTAIN,
                new Reference(n, errors, confidence, new TreeMap<>(Map.of(label, n))));
    }

    private int channel() {
        String channel = options.option("--channel", "-1");
        try {
            return Integer.parseInt(channel);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--channel is '" + channel + "', expected a number from 0", e);
        }
    }

    private void read() throws IOException {
        Path pictures = Path.of(options.option("--pictures", ""));
        Path masks = Path.of(options.option("--masks", ""));
        try (Stream<Path> all = Files.list(pictures)) {
            for (Path picture : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = picture.getFileName().toString().replaceFirst("\\.[^.]*$", "");
                Path mask = masks.resolve(name + ".png");
                if (!Files.exists(mask)) {
                    throw new IOException("There is no mask " + mask + " for the picture " + picture);
                }
                drawn.add(new Drawn(keep(picture), keep(mask)));
            }
        }
        if (drawn.size() < LEAST_PICTURES) {
            throw new IOException(pictures + " has " + drawn.size() + " pictures, at least " + LEAST_PICTURES
                    + " with their masks are needed");
        }
    }

    private Sha256 keep(Path file) throws IOException {
        Sha256 address = Sha256.of(Files.readAllBytes(file));
        files.put(address, file);
        return address;
    }

    private Optional<byte[]> bytes(Sha256 address) {
        return Optional.ofNullable(files.get(address)).map(file -> {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot be read any more: " + file, e);
            }
        });
    }
}
