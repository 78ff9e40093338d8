package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.work.Judged;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What all trainings of classifiers have in common. Some hundred pictures are in memory at a time, fewer if they are large. */
final class ClassifierWork {
    /** Most pictures that are in memory at a time. */
    static final int PART = 512;

    /** Share of the work that is done when the model is trained. */
    static final double TRAINED = 0.8;

    private ClassifierWork() {}

    /** The pictures that may be learnt from or calibrated with, in the order of the list. */
    static List<Listed> learnable(WorkFolder folder) throws IOException {
        return folder.pictures().stream()
                .filter(p -> !p.split().equals(Split.TEST.name()))
                .toList();
    }

    /** Tells the inputs of a training from any others. */
    static Sha256 key(byte[] champion, WorkFolder folder, List<Listed> pictures) throws IOException {
        String inputs = Sha256.of(champion) + " " + folder.order() + " " + pictures;
        return Sha256.of(inputs.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where the picture cannot be read, or is of a class that the new model will not have. */
    static Optional<float[]> input(WorkFolder folder, Listed picture, Input input, List<String> labels)
            throws IOException {
        if (!labels.contains(picture.label())) {
            return Optional.empty();
        }
        return Pixels.ifReadable(folder.picture(picture.image()), input);
    }

    /** Makes {@link WorkFolder#JUDGED} and {@link WorkFolder#GOLDEN}. */
    static void judge(WorkFolder folder, TrainingListener listener) throws IOException {
        Bundle champion = Bundles.read(folder.champion());
        byte[] onnx = folder.output(WorkFolder.MODEL)
                .orElseThrow(() -> new IllegalArgumentException("There is no " + WorkFolder.MODEL + " to judge."));
        List<Listed> pictures = folder.pictures();
        int[] tests = IntStream.range(0, pictures.size())
                .filter(i -> pictures.get(i).split().equals(Split.TEST.name()))
                .toArray();
        ModelDefinition definition = champion.definition();
        List<String> labels = folder.order().labels();
        List<Judged> parts = new ArrayList<>();
        try (OnnxRunner old = champion.runner();
                OnnxRunner fresh = new OnnxRunner(onnx, definition.input().port(), definition.output())) {
            int each = definition.input().atOnce(PART);
            for (int from = 0; from < tests.length; from += each) {
                listener.progress(
                        TRAINED + (1 - TRAINED) * from / tests.length,
                        "Judging by picture " + from + " of " + tests.length);
                int[] part = Arrays.copyOfRange(tests, from, Math.min(tests.length, from + each));
                parts.add(judge(folder, pictures, part, definition.input(), labels, new OnnxRunner[] {old, fresh}));
            }
        }
        folder.put(WorkFolder.JUDGED, Judged.concat(parts).toBytes());
        folder.put(WorkFolder.GOLDEN, Golden.toBytes(BundleBuilder.outputs(new Network(definition, onnx))));
    }

    private static Judged judge(
            WorkFolder folder, List<Listed> pictures, int[] part, Input input, List<String> labels, OnnxRunner[] models)
            throws IOException {
        List<float[]> inputs = new ArrayList<>();
        List<Integer> read = new ArrayList<>();
        for (int i : part) {
            Optional<float[]> picture = input(folder, pictures.get(i), input, labels);
            picture.ifPresent(pixels -> {
                inputs.add(pixels);
                read.add(i);
            });
        }
        float[][] all = inputs.toArray(float[][]::new);
        int[] index = read.stream().mapToInt(Integer::intValue).toArray();
        int[] truth = Arrays.stream(index)
                .map(i -> labels.indexOf(pictures.get(i).label()))
                .toArray();
        return new Judged(index, truth, models[0].run(all), models[1].run(all));
    }
}
