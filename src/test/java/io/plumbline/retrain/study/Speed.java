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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import weka.classifiers.functions.Logistic;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/** How long a last layer takes on 10,000 cached embeddings, and how well it then does, beside Weka's ridge regression. */
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
        weka(table);
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
        table.row(name, seconds(fastest), String.format(Locale.ROOT, "%.3f", accuracy));
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    /** Weka standardises the features too; its ridge is the same penalty of the summed loss, without a start. */
    private void weka(Table table) {
        Instances data = instances(all);
        Logistic logistic = new Logistic();
        logistic.setRidge(PENALTY * SAMPLES / 2);
        long before = processorTime();
        try {
            logistic.buildClassifier(data);
            double seconds = (processorTime() - before) / 1e9;
            Instances asked = instances(test);
            int right = 0;
            for (int i = 0; i < asked.size(); i++) {
                right += logistic.classifyInstance(asked.get(i)) == asked.get(i).classValue() ? 1 : 0;
            }
            double accuracy = (double) right / asked.size();
            table.row("Weka 3.9.6's Logistic", seconds(seconds), String.format(Locale.ROOT, "%.3f", accuracy));
        } catch (Exception e) {
            // Safe because: that is what Weka declares; nothing is swallowed.
            throw new IllegalStateException("Weka could not learn", e);
        }
    }

    private Instances instances(Samples samples) {
        ArrayList<Attribute> attributes = new ArrayList<>();
        for (int f = 0; f < start.features(); f++) {
            attributes.add(new Attribute("f" + f));
        }
        List<String> classes =
                IntStream.range(0, start.classes()).mapToObj(Integer::toString).toList();
        attributes.add(new Attribute("class", classes));
        Instances instances = new Instances("embeddings", attributes, samples.size());
        instances.setClassIndex(start.features());
        for (int i = 0; i < samples.size(); i++) {
            double[] row = new double[start.features() + 1];
            for (int f = 0; f < start.features(); f++) {
                row[f] = samples.features()[i][f];
            }
            row[start.features()] = samples.labels()[i];
            instances.add(new DenseInstance(1, row));
        }
        return instances;
    }
}
