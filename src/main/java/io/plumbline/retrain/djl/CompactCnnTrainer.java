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
import ai.djl.training.optimizer.Adam;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.resume.ResumableAdam;
import io.plumbline.retrain.djl.resume.TrainingState;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains a compact CNN of some 26 thousand parameters on grey pictures, from nothing, with DJL's PyTorch engine on the
 * CPU: Adam, one cycle of the learning rate (Smith &amp; Topin 2018), mild augmentation.
 */
public final class CompactCnnTrainer {
    private static final int BATCH = 128;
    private static final float PEAK = 0.01f;
    private static final String CHECKPOINT = "network";

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
        return train(new Data(train, validation, classes), epochs, seed, Checkpoints.NONE, listener);
    }

    /** Pictures to learn from, pictures to tell the accuracy on, and how many classes there are. */
    record Data(IdxPictures train, IdxPictures validation, int classes) {}

    /** As above; goes on from where the checkpoints say, with the same outcome. */
    static CompactNetwork train(Data data, int epochs, long seed, Checkpoints checkpoints, ProgressListener listener) {
        IdxPictures train = data.train();
        if (train.labels().length < BATCH || epochs < 1) {
            throw new IllegalArgumentException("Training needs at least 128 pictures and 1 epoch, got "
                    + train.labels().length + " and " + epochs);
        }
        DjlSettings.apply();
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
        try (Model model = Model.newInstance("compact-cnn", Device.cpu(), "PyTorch")) {
            CompactCnn cnn = new CompactCnn(train.height(), train.width(), data.classes());
            model.setBlock(cnn.block());
            int steps = train.labels().length / BATCH;
            Optional<TrainingState> before = checkpoints.load(CHECKPOINT).map(TrainingState::of);
            ResumableAdam adam = new ResumableAdam(Adam.builder()
                    .optLearningRateTracker((id, update) -> OneCycle.rate(PEAK, update, steps * epochs))
                    .optWeightDecays(1e-5f)
                    .optBeginNumUpdate(before.map(TrainingState::updates).orElse(0)));
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(adam)
                    .optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(cnn.inputShape(BATCH));
                Run run = new Run(trainer, train, new Augmentation(seed), epochs, listener);
                SplittableRandom random = new SplittableRandom(seed);
                int done = before.map(TrainingState::epoch).orElse(0);
                before.ifPresent(
                        state -> adam.restore(cnn.block(), state.arrays().iterator()));
                for (int epoch = 1; epoch <= epochs; epoch++) {
                    int[] order = OneCycle.shuffled(train.labels().length, random);
                    if (epoch <= done) {
                        // The generators stand where they stood.
                        run.skip();
                        continue;
                    }
                    double loss = run.epoch(epoch, order);
                    listener.progressed(progress(epoch, epochs, loss, cnn.network(), data.validation()));
                    checkpoints.save(
                            CHECKPOINT,
                            new TrainingState(epoch, epoch * steps, new double[0], adam.capture(cnn.block()))
                                    .toBytes());
                }
            }
            return cnn.network();
        }
    }

    /** By what would be shipped: the ONNX graph in ONNX Runtime. */
    private static Progress progress(int epoch, int epochs, double loss, CompactNetwork network, IdxPictures pictures) {
        double fraction = (double) epoch / epochs;
        if (pictures.labels().length == 0) {
            return new Progress(epoch, epochs, fraction, loss, Double.NaN, Double.NaN);
        }
        ModelDefinition.Input input = ModelDefinition.Input.grey(OnnxWriter.INPUT, pictures.width(), pictures.height());
        try (OnnxRunner runner = new OnnxRunner(OnnxWriter.write(network), input.port(), OnnxWriter.OUTPUT)) {
            float[][] logits = runner.run(pictures.inputs());
            return new Progress(
                    epoch,
                    epochs,
                    fraction,
                    loss,
                    Predictions.of(logits).accuracy(pictures.labels()),
                    crossEntropy(logits, pictures.labels()));
        }
    }

    /** Mean negative log likelihood. */
    private static double crossEntropy(float[][] logits, int[] labels) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double total = 0;
            for (float z : logits[i]) {
                total += Math.exp((double) z - logits[i][labels[i]]);
            }
            sum += Math.log(total);
        }
        return sum / logits.length;
    }

    /** The steps of one training. */
    private record Run(
            Trainer trainer, IdxPictures train, Augmentation augmentation, int epochs, ProgressListener listener) {
        private static final int TELL_EVERY = 20;

        /** Draws what an epoch draws. */
        void skip() {
            for (int i = 0; i < train.labels().length / BATCH * BATCH; i++) {
                augmentation.skip();
            }
        }

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
                    listener.progressed(
                            new Progress(epoch, epochs, fraction, sum / (step + 1), Double.NaN, Double.NaN));
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
