package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.LastLayerRetraining.Aim;
import io.plumbline.retrain.djl.head.Samples;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.resume.TrainingState;
import io.plumbline.retrain.work.EmbeddingFile;
import io.plumbline.retrain.work.Trainer;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The last layer, from the files of a work folder. */
final class LastLayerWork implements Trainer {
    private static final double EMBEDDED = 0.5;

    @Override
    public String name() {
        return TrainerName.LAST_LAYER.word();
    }

    @Override
    public void train(WorkFolder folder, TrainingListener listener) throws IOException {
        byte[] zip = folder.champion();
        Bundle champion = Bundles.read(zip);
        List<Listed> pictures = ClassifierWork.learnable(folder);
        Checkpoints checkpoints = Checkpoints.of(folder, listener, ClassifierWork.key(zip, folder, pictures));
        TrainingOrder order = folder.order();
        Weights weights = Weights.valueOf(order.weights());
        // What is shipped is what the head is trained on: compressing the backbone afterwards would move its features.
        byte[] kept = weights.compress(champion.onnx());
        Input input = champion.definition().input();
        Embedded embedded;
        try (OnnxRunner backbone = OnnxRunner.ofBackbone(kept, input.port())) {
            embedded = embed(folder, backbone, input, order.labels(), pictures, checkpoints, listener);
        }
        LastLayerRetraining.Fitted fitted = fit(
                new LastLayerRetraining.Kept(champion.definition(), kept, weights),
                embedded,
                new Aim(order.labels(), order.acceptedError(), order.seed()),
                checkpoints,
                progress -> tell(progress, listener));
        folder.put(WorkFolder.MODEL, fitted.onnx());
        folder.put(
                WorkFolder.RESULT,
                new TrainingResult(
                                fitted.temperature(), fitted.abstainThreshold(), fitted.trained(), fitted.validated())
                        .toBytes());
    }

    /** Where the snapshot sets nothing aside to calibrate with, some of what is learnt from is. */
    private static LastLayerRetraining.Fitted fit(
            LastLayerRetraining.Kept kept,
            Embedded embedded,
            Aim aim,
            Checkpoints checkpoints,
            ProgressListener listener) {
        Samples all = embedded.samples;
        if (embedded.validation.isEmpty()) {
            return LastLayerRetraining.fit(kept, all, embedded.devices, aim, checkpoints, listener);
        }
        Set<Integer> aside = new HashSet<>(embedded.validation);
        List<Integer> others = IntStream.range(0, all.size())
                .boxed()
                .filter(i -> !aside.contains(i))
                .toList();
        return LastLayerRetraining.fit(
                kept, all.pick(others), all.pick(embedded.validation), aim, checkpoints, listener);
    }

    @Override
    public void judge(WorkFolder folder, TrainingListener listener) throws IOException {
        ClassifierWork.judge(folder, listener);
    }

    /** Samples, the device of each, and which of them are for calibration. */
    private record Embedded(Samples samples, List<String> devices, List<Integer> validation) {}

    /** Part by part; those that earlier trainings, or an earlier attempt at this one, have kept are not computed again. */
    private static Embedded embed(
            WorkFolder folder,
            OnnxRunner backbone,
            Input input,
            List<String> labels,
            List<Listed> pictures,
            Checkpoints checkpoints,
            TrainingListener listener)
            throws IOException {
        Map<Sha256, float[]> known = folder.known();
        Gathered gathered = new Gathered(labels, known);
        int found = 0;
        for (int from = 0; from < pictures.size(); from += ClassifierWork.PART) {
            List<Listed> part = pictures.subList(from, Math.min(pictures.size(), from + ClassifierWork.PART));
            String name = String.format(Locale.ROOT, "embeddings-%05d", from / ClassifierWork.PART);
            Optional<byte[]> kept = checkpoints.load(name);
            List<float[]> rows;
            if (kept.isPresent()) {
                rows = TrainingState.of(kept.get()).arrays();
                found += rows.size();
            } else {
                rows = embed(folder, backbone, part, input, labels, known);
                checkpoints.save(name, new TrainingState(0, 0, new double[0], rows).toBytes());
            }
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).length > 0) {
                    gathered.add(part.get(i), rows.get(i));
                }
            }
            int done = from + part.size();
            listener.progress(EMBEDDED * done / pictures.size(), "Reading picture " + done + " of " + pictures.size());
        }
        if (found > 0) {
            listener.log("Goes on with " + found + " embeddings of an earlier attempt.");
        }
        listener.log(gathered.sentence());
        folder.put(WorkFolder.EMBEDDINGS, EmbeddingFile.toBytes(gathered.fresh));
        return gathered.embedded();
    }

    /** What is gathered of the pictures, one after another. */
    private static final class Gathered {
        private final List<String> classes;
        private final Map<Sha256, float[]> known;
        private final Map<Sha256, float[]> fresh = new HashMap<>();
        private final List<float[]> features = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final List<Double> weights = new ArrayList<>();
        private final List<String> devices = new ArrayList<>();
        private final List<Integer> validation = new ArrayList<>();

        Gathered(List<String> classes, Map<Sha256, float[]> known) {
            this.classes = classes;
            this.known = known;
        }

        void add(Listed picture, float[] row) {
            if (picture.split().equals(Split.VALIDATION.name())) {
                validation.add(features.size());
            }
            features.add(row);
            devices.add(picture.device());
            weights.add(picture.weight());
            labels.add(classes.indexOf(picture.label()));
            if (!known.containsKey(picture.image())) {
                fresh.put(picture.image(), row);
            }
        }

        String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%,d embeddings are known from earlier trainings, %,d are new.",
                    features.size() - fresh.size(),
                    fresh.size());
        }

        Embedded embedded() {
            float[] weight = new float[weights.size()];
            for (int i = 0; i < weight.length; i++) {
                weight[i] = weights.get(i).floatValue();
            }
            Samples samples = new Samples(
                    features.toArray(float[][]::new),
                    labels.stream().mapToInt(Integer::intValue).toArray(),
                    weight);
            return new Embedded(samples, devices, validation);
        }
    }

    /** A row for each picture; an empty one where it cannot be used. A picture that is known is not even read. */
    private static List<float[]> embed(
            WorkFolder folder,
            OnnxRunner backbone,
            List<Listed> part,
            Input input,
            List<String> labels,
            Map<Sha256, float[]> known)
            throws IOException {
        List<float[]> inputs = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        List<Integer> unknown = new ArrayList<>();
        int most = input.atOnce(ClassifierWork.PART);
        for (Listed each : part) {
            float[] row = labels.contains(each.label()) ? known.get(each.image()) : null;
            if (row == null) {
                ClassifierWork.input(folder, each, input, labels).ifPresent(picture -> {
                    unknown.add(rows.size());
                    inputs.add(picture);
                });
            }
            rows.add(row == null ? new float[0] : row);
            if (inputs.size() == most) {
                fill(rows, unknown, backbone, inputs);
            }
        }
        fill(rows, unknown, backbone, inputs);
        return rows;
    }

    /** Embeds the inputs, and forgets them. */
    private static void fill(List<float[]> rows, List<Integer> unknown, OnnxRunner backbone, List<float[]> inputs) {
        float[][] embedded = backbone.run(inputs.toArray(float[][]::new));
        for (int i = 0; i < embedded.length; i++) {
            rows.set(unknown.get(i), embedded[i]);
        }
        unknown.clear();
        inputs.clear();
    }

    /** The search tells of each epoch; once it is over, the layer learns from all pictures and nothing is left to tell by. */
    private static void tell(Progress progress, TrainingListener listener) {
        double fraction = EMBEDDED + (ClassifierWork.TRAINED - EMBEDDED) * progress.fraction();
        if (!Double.isFinite(progress.accuracy())) {
            listener.progress(
                    fraction, "Learning from all pictures: epoch " + progress.epoch() + " of " + progress.epochs());
            return;
        }
        listener.progress(
                fraction,
                String.format(
                        Locale.ROOT,
                        "Training the last layer: epoch %d of %d, loss %.4f, accuracy %.3f",
                        progress.epoch(),
                        progress.epochs(),
                        progress.loss(),
                        progress.accuracy()));
        listener.point(
                progress.epoch(),
                Map.of(
                        "loss", progress.loss(),
                        "validation loss", progress.validationLoss(),
                        "validation accuracy", progress.accuracy()));
    }
}
