package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Head;
import io.plumbline.bundle.OnnxGraphs;
import io.plumbline.bundle.OnnxRunner;
import io.plumbline.retrain.Challenger;
import io.plumbline.retrain.LastLayer;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.TrainingPicture;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.head.HeadFit;
import io.plumbline.retrain.djl.head.HeadTask;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.retrain.djl.head.HeadTrainer;
import io.plumbline.retrain.djl.head.Samples;
import io.plumbline.stats.calibration.TemperatureScaling;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * From a champion and labelled pictures to a challenger: embeddings by the champion's frozen backbone, a new softmax
 * head, its temperature, and both models' predictions on the test pictures, by the very graphs that would be shipped.
 */
@ApplicationScoped
public class LastLayerRetraining implements LastLayer {
    /** Share of the training pictures that is set aside where no validation pictures are given. */
    public static final double SET_ASIDE = 0.15;

    @Override
    public Challenger retrain(Bundle champion, List<TrainingPicture> pictures, long seed, ProgressListener listener) {
        Map<Split, List<TrainingPicture>> parts = split(pictures, seed);
        List<TrainingPicture> test = parts.getOrDefault(Split.TEST, List.of());
        Head start = OnnxGraphs.head(champion.onnx());
        Samples train;
        Samples validation;
        try (OnnxRunner backbone = OnnxRunner.ofBackbone(champion)) {
            train = samples(backbone, parts.getOrDefault(Split.TRAIN, List.of()));
            validation = samples(backbone, parts.getOrDefault(Split.VALIDATION, List.of()));
        }
        HeadFit fit = HeadTrainer.train(
                new HeadTask(train, validation, start, Settings.usual(start.features(), seed)), listener);
        double temperature = TemperatureScaling.fit(fit.held().apply(validation.features()), validation.labels());
        byte[] onnx = OnnxGraphs.withHead(champion.onnx(), fit.head().cooled(temperature));
        float[][] inputs = inputs(test);
        return new Challenger(
                champion,
                onnx,
                temperature,
                train.size(),
                validation.size(),
                inputs,
                test.stream().mapToInt(TrainingPicture::label).toArray(),
                predict(champion, champion.onnx(), inputs, champion.definition().temperature()),
                predict(champion, onnx, inputs, 1));
    }

    /** Embeddings of some network inputs by a bundle's backbone, in batches; shape (inputs, features). */
    public static float[][] embeddings(Bundle bundle, float[][] inputs) {
        try (OnnxRunner backbone = OnnxRunner.ofBackbone(bundle)) {
            return backbone.run(inputs);
        }
    }

    private static Predictions predict(Bundle bundle, byte[] onnx, float[][] inputs, double temperature) {
        try (OnnxRunner runner = new OnnxRunner(
                onnx, bundle.definition().input(), bundle.definition().output())) {
            return Predictions.of(runner.run(inputs), temperature);
        }
    }

    private static Map<Split, List<TrainingPicture>> split(List<TrainingPicture> pictures, long seed) {
        Map<Split, List<TrainingPicture>> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            parts.put(split, new ArrayList<>());
        }
        for (TrainingPicture picture : pictures) {
            parts.getOrDefault(picture.split(), List.of()).add(picture);
        }
        List<TrainingPicture> train = parts.getOrDefault(Split.TRAIN, List.of());
        List<TrainingPicture> validation = parts.getOrDefault(Split.VALIDATION, List.of());
        int tests = parts.getOrDefault(Split.TEST, List.of()).size();
        if (train.size() < 2 || tests < 1) {
            throw new IllegalArgumentException("Retraining needs at least 2 pictures to train on and 1 to test on, got "
                    + train.size() + " and " + tests);
        }
        if (validation.isEmpty()) {
            Collections.shuffle(train, new Random(seed));
            int aside = Math.max(1, (int) (train.size() * SET_ASIDE));
            List<TrainingPicture> tail = train.subList(train.size() - aside, train.size());
            validation.addAll(tail);
            tail.clear();
        }
        return parts;
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
