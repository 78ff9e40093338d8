package io.plumbline.retrain.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.plumbline.bundle.CompactNetwork;
import io.plumbline.bundle.DjlSettings;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.OnnxRunner;
import io.plumbline.bundle.OnnxWriter;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import java.util.SplittableRandom;

/**
 * Trains a compact CNN of some 26 thousand parameters on grey pictures, from nothing, with DJL's PyTorch engine on the
 * CPU: Adam, one cycle of the learning rate (Smith &amp; Topin 2018), mild augmentation.
 */
public final class CompactCnnTrainer {
    private static final int BATCH = 128;
    private static final float PEAK = 0.01f;

    private CompactCnnTrainer() {}

    /**
     * Trains a network.
     *
     * @param train pictures to learn from, at least one batch of 128
     * @param validation pictures to tell the accuracy on after each epoch; nothing is chosen by them
     * @param classes number of classes; every label is below it
     * @param epochs passes over the training pictures, at least 1
     * @param seed of everything random: the same seed on the same machine gives the same network
     * @param listener hears of every twentieth step and of each epoch
     * @throws IllegalArgumentException if there are fewer pictures than a batch, or no epochs
     */
    public static CompactNetwork train(
            IdxPictures train, IdxPictures validation, int classes, int epochs, long seed, ProgressListener listener) {
        if (train.labels().length < BATCH || epochs < 1) {
            throw new IllegalArgumentException("Training needs at least 128 pictures and 1 epoch, got "
                    + train.labels().length + " and " + epochs);
        }
        DjlSettings.apply();
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
        try (Model model = Model.newInstance("compact-cnn", Device.cpu(), "PyTorch")) {
            CompactCnn cnn = new CompactCnn(train.height(), train.width(), classes);
            model.setBlock(cnn.block());
            int steps = train.labels().length / BATCH;
            Optimizer adam = Optimizer.adam()
                    .optLearningRateTracker((id, update) -> OneCycle.rate(PEAK, update, steps * epochs))
                    .optWeightDecays(1e-5f)
                    .build();
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(adam)
                    .optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(cnn.inputShape(BATCH));
                Run run = new Run(trainer, train, new Augmentation(seed), epochs, listener);
                SplittableRandom random = new SplittableRandom(seed);
                for (int epoch = 1; epoch <= epochs; epoch++) {
                    double loss = run.epoch(epoch, OneCycle.shuffled(train.labels().length, random));
                    double accuracy = accuracy(cnn.network(), validation);
                    listener.progressed(new Progress(epoch, epochs, (double) epoch / epochs, loss, accuracy));
                }
            }
            return cnn.network();
        }
    }

    /** Accuracy of what would be shipped: the ONNX graph in ONNX Runtime. */
    private static double accuracy(CompactNetwork network, IdxPictures pictures) {
        if (pictures.labels().length == 0) {
            return Double.NaN;
        }
        ModelDefinition.Input input = ModelDefinition.Input.grey(OnnxWriter.INPUT, pictures.width(), pictures.height());
        try (OnnxRunner runner = new OnnxRunner(OnnxWriter.write(network), input, OnnxWriter.OUTPUT)) {
            return Predictions.of(runner.run(pictures.inputs())).accuracy(pictures.labels());
        }
    }

    /** The steps of one training. */
    private record Run(
            Trainer trainer, IdxPictures train, Augmentation augmentation, int epochs, ProgressListener listener) {
        private static final int TELL_EVERY = 20;

        double epoch(int epoch, int[] order) {
            int steps = order.length / BATCH;
            int size = train.width() * train.height();
            float[] x = new float[BATCH * size];
            float[] y = new float[BATCH];
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                for (int i = 0; i < BATCH; i++) {
                    int index = order[step * BATCH + i];
                    augmentation.draw(train.pictures()[index], train.width(), train.height(), x, i * size);
                    y[i] = train.labels()[index];
                }
                sum += step(x, y);
                if (step % TELL_EVERY == TELL_EVERY - 1 && step < steps - 1) {
                    double fraction = (epoch - 1 + (step + 1.0) / steps) / epochs;
                    listener.progressed(new Progress(epoch, epochs, fraction, sum / (step + 1), Double.NaN));
                }
            }
            return sum / steps;
        }

        private double step(float[] x, float[] y) {
            try (NDManager manager = trainer.getManager().newSubManager()) {
                NDArray images = manager.create(x, new Shape(BATCH, 1, train.height(), train.width()));
                NDArray labels = manager.create(y, new Shape(BATCH, 1));
                double loss;
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList predicted = trainer.forward(new NDList(images));
                    NDArray mean = trainer.getLoss().evaluate(new NDList(labels), predicted);
                    collector.backward(mean);
                    loss = mean.getFloat();
                    predicted.close();
                    mean.close();
                }
                trainer.step();
                return loss;
            }
        }
    }
}
