package io.plumbline.retrain.study;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.LastLayerRetraining;
import io.plumbline.retrain.djl.head.HeadTask;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.retrain.djl.head.HeadTrainer;
import io.plumbline.retrain.djl.head.Samples;
import io.plumbline.stats.report.Table;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** How long a last layer takes on 10,000 cached embeddings, and how well it then does. */
final class Speed {
    private static final int SAMPLES = 10_000;
    private static final int RUNS = 5;
    private static final double PENALTY = 0.001;

    private final Head start;
    private final Samples all;
    private final Samples test;

    Speed(IdxPictures pictures) {
        Bundle champion = DemoData.garments();
        Embedded embedded = Embedded.of(champion, pictures, Shift.BLUR, 1);
        start = OnnxGraphs.head(champion.onnx());
        all = embedded.samples(IntStream.range(0, SAMPLES).toArray());
        test = embedded.samples(IntStream.range(SAMPLES, embedded.size()).toArray());
    }

    private interface Trained {
        Head head();
    }

    Table table() {
        Table table = new Table("trainer", "seconds", "accuracy");
        int learnt = SAMPLES - (int) (SAMPLES * LastLayerRetraining.SET_ASIDE);
        Settings usual = Settings.usual(start.features(), 1);
        HeadTask search = new HeadTask(part(0, learnt), part(learnt, SAMPLES), start, usual);
        HeadTask one = new HeadTask(all, Samples.NONE, start, usual.withPenalty(PENALTY));
        row(table, "Plumbline, penalty chosen among " + usual.penalties().size(), () -> train(search));
        row(table, "Plumbline, one penalty", () -> train(one));
        return table;
    }

    private static Head train(HeadTask task) {
        return HeadTrainer.train(task, ProgressListener.NONE).head();
    }

    private Samples part(int from, int to) {
        return new Samples(
                Arrays.copyOfRange(all.features(), from, to),
                Arrays.copyOfRange(all.labels(), from, to),
                Arrays.copyOfRange(all.weights(), from, to));
    }

    /** The fastest of some runs, in time of the one processor that trains: what else the machine does is not counted. */
    private void row(Table table, String name, Trained trained) {
        Head head = trained.head();
        double fastest = Double.POSITIVE_INFINITY;
        for (int run = 0; run < RUNS; run++) {
            long before = processorTime();
            head = trained.head();
            fastest = Math.min(fastest, (processorTime() - before) / 1e9);
        }
        double accuracy = Predictions.of(head.apply(test.features())).accuracy(test.labels());
        table.row(name, String.format(Locale.ROOT, "%.2f", fastest), String.format(Locale.ROOT, "%.3f", accuracy));
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
