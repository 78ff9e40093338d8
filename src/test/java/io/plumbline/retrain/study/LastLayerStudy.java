package io.plumbline.retrain.study;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.LastLayerRetraining;
import io.plumbline.retrain.djl.head.Calibrated;
import io.plumbline.retrain.djl.head.HeadFit;
import io.plumbline.retrain.djl.head.HeadTask;
import io.plumbline.retrain.djl.head.HeadTrainer;
import io.plumbline.retrain.djl.head.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What retraining the last layer gives after the pictures have changed: accuracy before and after, by number of labels. */
final class LastLayerStudy {
    /** Errors accepted among answers that are not unsure. */
    static final double ACCEPTED = 0.1;

    private static final long SEED = 1;

    private final Bundle champion = DemoData.garments();
    private final Head start = OnnxGraphs.head(champion.onnx());
    private final int pool;
    private final Map<Shift, Result> results = new EnumMap<>(Shift.class);

    /**
     * What was found for one kind of pictures.
     *
     * @param before accuracy of the old last layer, 0 to 1
     * @param after draws by number of labels
     */
    record Result(double before, Map<Integer, List<Draw>> after) {
        double accuracy(int labels) {
            return draws(labels).stream().mapToDouble(Draw::accuracy).average().orElse(Double.NaN);
        }

        List<Draw> draws(int labels) {
            return after.getOrDefault(labels, List.of());
        }
    }

    /**
     * Retrains after each of some changes.
     *
     * @param pictures that the champion did not learn from
     * @param pool so many of the first are labelled; the others are judged by
     * @param draws retrainings of each kind, each from other labels while there are enough
     */
    LastLayerStudy(IdxPictures pictures, int pool, List<Shift> shifts, List<Integer> labels, int draws) {
        this.pool = pool;
        for (Shift shift : shifts) {
            Embedded embedded = Embedded.of(champion, pictures, shift, SEED);
            int[] judged = IntStream.range(pool, embedded.size()).toArray();
            Samples test = embedded.samples(judged);
            double before = Predictions.of(start.apply(test.features())).accuracy(test.labels());
            Result result = new Result(before, new java.util.TreeMap<>());
            for (int n : labels) {
                List<Draw> all = new ArrayList<>();
                for (int draw = 0; draw < draws; draw++) {
                    all.add(retrain(embedded, n, SEED + draw, test));
                }
                result.after().put(n, all);
            }
            results.put(shift, result);
        }
    }

    Result of(Shift shift) {
        return java.util.Objects.requireNonNull(results.get(shift), shift::title);
    }

    /** Share of the loss by a change that so many labels won back, 0 to 1. */
    double wonBack(Shift shift, int labels) {
        Result changed = of(shift);
        return (changed.accuracy(labels) - changed.before()) / (of(Shift.NONE).before() - changed.before());
    }

    private Draw retrain(Embedded embedded, int labels, long seed, Samples test) {
        int[] drawn = Arrays.copyOf(Pictures.shuffled(pool, seed), labels);
        int learnt = labels - (int) (labels * LastLayerRetraining.SET_ASIDE);
        Samples train = embedded.samples(Arrays.copyOf(drawn, learnt));
        Samples validation = embedded.samples(Arrays.copyOfRange(drawn, learnt, labels));
        HeadTask.Settings settings = HeadTask.Settings.usual(start.features(), seed);
        HeadFit fit = HeadTrainer.train(new HeadTask(train, validation, start, settings), ProgressListener.NONE);
        Calibrated calibrated = Calibrated.of(fit, validation, ACCEPTED);
        Predictions said = Predictions.of(calibrated.head().apply(test.features()));
        double threshold = calibrated.abstainThreshold().orElse(0);
        int sure = 0;
        int wrong = 0;
        for (int i = 0; i < said.n(); i++) {
            if (said.confidence()[i] >= threshold) {
                sure++;
                wrong += said.label()[i] == test.labels()[i] ? 0 : 1;
            }
        }
        return new Draw(
                said.accuracy(test.labels()),
                fit.penalty(),
                Arrays.stream(said.confidence()).average().orElse(Double.NaN),
                threshold,
                1 - (double) sure / said.n(),
                (double) wrong / Math.max(1, sure));
    }
}
