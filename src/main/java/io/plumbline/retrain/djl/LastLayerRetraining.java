package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.retrain.Challenger;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.TrainingPicture;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.head.Calibrated;
import io.plumbline.retrain.djl.head.ClassRows;
import io.plumbline.retrain.djl.head.HeadFit;
import io.plumbline.retrain.djl.head.HeadTask;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.retrain.djl.head.HeadTrainer;
import io.plumbline.retrain.djl.head.Samples;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.work.SetAside;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * From a champion and labelled pictures to a challenger: embeddings by the champion's frozen backbone, a new softmax
 * head, its temperature, and both models' predictions on the test pictures, by the very graphs that would be shipped.
 */
public final class LastLayerRetraining {
    /** Share of the training pictures that is set aside, by device, where no validation pictures are given. */
    public static final double SET_ASIDE = 0.15;

    private static final double ACCEPTED_ERROR = 0.1;

    private LastLayerRetraining() {}

    /** The champion, its graph with the weights as the challenger keeps them. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    record Kept(ModelDefinition definition, byte[] onnx, Weights weights) {}

    /**
     * What a new head is to be.
     *
     * @param labels its classes, in order; those that the champion does not know are learnt from nothing
     * @param acceptedError as {@link Calibrated#of} takes it
     * @param seed of all that is random
     */
    record Aim(List<String> labels, double acceptedError, long seed) {}

    /**
     * A new head in the champion's graph.
     *
     * @param onnx the champion's graph with the new head, its temperature folded in
     * @param temperature by which the new head's logits were divided
     * @param abstainThreshold confidence below which the new model is unsure: chosen by validation where that finds one, else
     *     the champion's
     * @param trained number of samples learnt from
     * @param validated number of samples stopped early by and calibrated with
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    record Fitted(byte[] onnx, double temperature, double abstainThreshold, int trained, int validated) {}

    /**
     * Fits a head on embeddings; {@link #SET_ASIDE} of them are validated with.
     *
     * @param devices that took the pictures, as {@link SetAside} takes them
     * @throws IllegalArgumentException if there are fewer than two
     */
    static Fitted fit(
            Kept champion,
            Samples samples,
            List<String> devices,
            Aim aim,
            Checkpoints checkpoints,
            ProgressListener listener) {
        if (samples.size() < 2) {
            throw new IllegalArgumentException(
                    "Retraining needs at least 2 pictures to learn from, got " + samples.size() + ".");
        }
        SetAside cut = SetAside.of(devices, SET_ASIDE, aim.seed());
        return fit(champion, samples.pick(cut.learnt()), samples.pick(cut.aside()), aim, checkpoints, listener);
    }

    /** As above, with samples to validate and calibrate with. */
    static Fitted fit(
            Kept champion,
            Samples train,
            Samples validation,
            Aim aim,
            Checkpoints checkpoints,
            ProgressListener listener) {
        Head start = ClassRows.start(
                OnnxGraphs.head(champion.onnx()), champion.definition().labels(), aim.labels());
        HeadTask task = new HeadTask(train, validation, start, Settings.usual(start.features(), aim.seed()));
        HeadFit fit = HeadTrainer.train(task, checkpoints, listener);
        Calibrated calibrated = Calibrated.of(fit, validation, aim.acceptedError());
        return new Fitted(
                champion.weights().compress(OnnxGraphs.withHead(champion.onnx(), calibrated.head())),
                calibrated.temperature(),
                calibrated.abstainThreshold().orElse(champion.definition().abstainThreshold()),
                train.size(),
                validation.size());
    }

    /**
     * From a champion and labelled pictures in memory to a challenger.
     *
     * @param champion the model to start from
     * @param pictures at least two TRAIN and one TEST among them
     * @param weights how the challenger keeps its weights; it is trained, calibrated and judged with them as they are kept
     * @param seed of all that is random
     * @param listener hears of each epoch; what it throws ends the training
     * @throws IllegalArgumentException if there are too few pictures, or one does not fit the champion
     */
    public static Challenger retrain(
            Bundle champion, List<TrainingPicture> pictures, Weights weights, long seed, ProgressListener listener) {
        List<TrainingPicture> train = of(pictures, Split.TRAIN);
        List<TrainingPicture> validation = of(pictures, Split.VALIDATION);
        List<TrainingPicture> test = of(pictures, Split.TEST);
        if (train.size() < 2 || test.isEmpty()) {
            throw new IllegalArgumentException("Retraining needs at least 2 pictures to train on and 1 to test on, got "
                    + train.size() + " and " + test.size());
        }
        Aim aim = new Aim(champion.definition().labels(), ACCEPTED_ERROR, seed);
        Fitted fitted;
        Kept kept = new Kept(champion.definition(), weights.compress(champion.onnx()), weights);
        try (OnnxRunner backbone =
                OnnxRunner.ofBackbone(kept.onnx(), champion.definition().input().port())) {
            Samples samples = samples(backbone, train);
            fitted = validation.isEmpty()
                    ? fit(kept, samples, Collections.nCopies(train.size(), ""), aim, Checkpoints.NONE, listener)
                    : fit(kept, samples, samples(backbone, validation), aim, Checkpoints.NONE, listener);
        }
        float[][] inputs = inputs(test);
        return new Challenger(
                champion,
                fitted.onnx(),
                fitted.temperature(),
                aim.labels(),
                fitted.abstainThreshold(),
                fitted.trained(),
                fitted.validated(),
                BundleBuilder.outputs(new Network(champion.definition(), fitted.onnx())),
                test.stream().mapToInt(TrainingPicture::label).toArray(),
                predict(champion, champion.onnx(), inputs, champion.definition().temperature()),
                predict(champion, fitted.onnx(), inputs, 1));
    }

    private static List<TrainingPicture> of(List<TrainingPicture> pictures, Split split) {
        return pictures.stream().filter(picture -> picture.split() == split).toList();
    }

    /** Embeddings of some network inputs by a bundle's backbone, in batches; shape (inputs, features). */
    public static float[][] embeddings(Bundle bundle, float[][] inputs) {
        try (OnnxRunner backbone = bundle.backbone()) {
            return backbone.run(inputs);
        }
    }

    private static Predictions predict(Bundle bundle, byte[] onnx, float[][] inputs, double temperature) {
        try (OnnxRunner runner = new OnnxRunner(
                onnx, bundle.definition().input().port(), bundle.definition().output())) {
            float[][] logits = runner.run(inputs);
            Arrays.setAll(logits, i -> bundle.definition().logits(logits[i]));
            return Predictions.of(logits, temperature);
        }
    }

    private static Samples samples(OnnxRunner backbone, List<TrainingPicture> pictures) {
        float[] weights = new float[pictures.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = pictures.get(i).weight();
        }
        int[] labels = pictures.stream().mapToInt(TrainingPicture::label).toArray();
        return new Samples(backbone.run(inputs(pictures)), labels, weights);
    }

    private static float[][] inputs(List<TrainingPicture> pictures) {
        return pictures.stream().map(TrainingPicture::input).toArray(float[][]::new);
    }
}
