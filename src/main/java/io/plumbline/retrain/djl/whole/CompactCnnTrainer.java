package io.plumbline.retrain.djl.whole;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Adam;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.Port;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.resume.ResumableAdam;
import io.plumbline.retrain.djl.resume.TrainingState;
import io.plumbline.retrain.djl.whole.CnnTask.Settings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains a compact CNN of some 27 thousand parameters from nothing, with DJL's PyTorch engine: weighted cross entropy,
 * Adam, one cycle of the learning rate (Smith &amp; Topin 2018), mild augmentation. What is kept is the epoch of least validation
 * loss, judged by the very ONNX graph that would be shipped.
 */
public final class CompactCnnTrainer {
    private static final String CHECKPOINT = "network";
    private static final int PART = 128;

    private CompactCnnTrainer() {}

    /**
     * A trained network.
     *
     * @param epoch after which it was best, from 1
     */
    public record Trained(CompactNetwork network, int epoch) {}

    /**
     * Trains a network.
     *
     * @param checkpoints where to go on from; the outcome is the same as that of an undisturbed training
     * @param listener hears of every twentieth step and of each epoch; what it throws ends the training
     */
    public static Trained train(CnnTask task, Checkpoints checkpoints, ProgressListener listener) {
        Device device = TrainingDevice.chosen();
        Settings settings = task.settings();
        Input input = task.train().input();
        Engine.getEngine("PyTorch").setRandomSeed((int) settings.seed());
        try (Model model = Model.newInstance("compact-cnn", device, "PyTorch")) {
            CompactCnn cnn = new CompactCnn(input.channels(), input.height(), input.width(), task.classes());
            model.setBlock(cnn.block());
            int steps = task.train().size() / settings.batch();
            Optional<TrainingState> before = checkpoints.load(CHECKPOINT).map(TrainingState::of);
            ResumableAdam adam =
                    adam(settings, steps, before.map(TrainingState::updates).orElse(0));
            // Labels are one-hot, times the weights of their pictures.
            DefaultTrainingConfig config = new DefaultTrainingConfig(
                            new SoftmaxCrossEntropyLoss("loss", 1, -1, false, true))
                    .optOptimizer(adam)
                    .optDevices(new Device[] {device});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(cnn.inputShape(settings.batch()));
                Run run = new Run(trainer, task, listener);
                Best best = new Best(cnn.block());
                SplittableRandom random = new SplittableRandom(settings.seed());
                int done = before.map(TrainingState::epoch).orElse(0);
                before.ifPresent(state -> {
                    Iterator<float[]> arrays = state.arrays().iterator();
                    adam.restore(cnn.block(), arrays);
                    best.restore(state.facts(), arrays);
                });
                for (int epoch = 1; epoch <= settings.epochs() && best.hopes(epoch, settings.patience()); epoch++) {
                    int[] order = OneCycle.shuffled(task.train().size(), random);
                    if (epoch <= done) {
                        // The generators stand where they stood.
                        run.skip(steps);
                        continue;
                    }
                    double loss = run.epoch(epoch, order);
                    Progress progress = progress(task, epoch, loss, cnn.network());
                    run.requireFinite(progress);
                    best.look(progress);
                    listener.progressed(progress);
                    List<float[]> arrays = adam.capture(cnn.block());
                    arrays.addAll(best.arrays());
                    checkpoints.save(
                            CHECKPOINT, new TrainingState(epoch, epoch * steps, best.facts(), arrays).toBytes());
                }
                best.putBack();
                return new Trained(cnn.network(), best.epoch);
            }
        }
    }

    private static ResumableAdam adam(Settings settings, int steps, int done) {
        return new ResumableAdam(Adam.builder()
                .optLearningRateTracker(
                        (id, update) -> OneCycle.rate(settings.peak(), update, steps * settings.epochs()))
                .optWeightDecays(1e-5f)
                .optBeginNumUpdate(done));
    }

    /** By what would be shipped: the ONNX graph in ONNX Runtime. */
    private static Progress progress(CnnTask task, int epoch, double loss, CompactNetwork network) {
        int epochs = task.settings().epochs();
        PictureSet pictures = task.validation();
        double fraction = (double) epoch / epochs;
        if (pictures.size() == 0) {
            return new Progress(epoch, epochs, fraction, loss, Double.NaN, Double.NaN);
        }
        int[] labels = labels(pictures);
        float[][] logits = logits(OnnxWriter.write(network), pictures);
        return new Progress(
                epoch, epochs, fraction, loss, Predictions.of(logits).accuracy(labels), crossEntropy(logits, labels));
    }

    /** Classes of some pictures. */
    public static int[] labels(PictureSet pictures) {
        int[] labels = new int[pictures.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = pictures.label(i);
        }
        return labels;
    }

    /** What a graph of {@link OnnxWriter} says about pictures; some of them are in memory at a time. */
    public static float[][] logits(byte[] onnx, PictureSet pictures) {
        Input input = pictures.input();
        Port port = Port.of(OnnxWriter.INPUT, input.channels(), input.height(), input.width());
        float[][] logits = new float[pictures.size()][];
        try (OnnxRunner runner = new OnnxRunner(onnx, port, OnnxWriter.OUTPUT)) {
            for (int from = 0; from < logits.length; from += PART) {
                float[][] values = new float[Math.min(PART, logits.length - from)][];
                for (int i = 0; i < values.length; i++) {
                    values[i] = pictures.values(from + i);
                }
                System.arraycopy(runner.run(values), 0, logits, from, values.length);
            }
        }
        return logits;
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

    /** The parameters as they were after the best epoch so far; where nothing tells, after the last. */
    private static final class Best {
        private final Block block;
        private List<float[]> parameters = List.of();
        private double lowest = Double.POSITIVE_INFINITY;
        private int epoch;

        Best(Block block) {
            this.block = block;
        }

        boolean hopes(int next, int patience) {
            return epoch == 0 || next - epoch <= patience;
        }

        void look(Progress progress) {
            double loss = progress.validationLoss();
            if (Double.isNaN(loss) || loss < lowest) {
                lowest = Double.isNaN(loss) ? lowest : loss;
                epoch = progress.epoch();
                parameters = new ArrayList<>();
                for (Parameter parameter : block.getParameters().values()) {
                    parameters.add(parameter.getArray().toFloatArray());
                }
            }
        }

        double[] facts() {
            return new double[] {epoch, lowest};
        }

        List<float[]> arrays() {
            return parameters;
        }

        void restore(double[] facts, Iterator<float[]> arrays) {
            epoch = (int) facts[0];
            lowest = facts[1];
            parameters = new ArrayList<>();
            arrays.forEachRemaining(parameters::add);
        }

        void putBack() {
            Iterator<float[]> arrays = parameters.iterator();
            for (Parameter parameter : block.getParameters().values()) {
                parameter.getArray().set(FloatBuffer.wrap(arrays.next()));
            }
        }
    }

    /** The steps of one training. */
    private static final class Run {
        private static final int TELL_EVERY = 20;
        private static final String REMEDY = "Give pictures of extreme weight less of it, try another"
                + " plumbline.retrain.seed or more pictures, or retrain the last layer alone.";

        private final Trainer trainer;
        private final CnnTask task;
        private final PictureSet pictures;
        private final int epochs;
        private final int batch;
        private final Augmentation augmentation;
        private final ProgressListener listener;
        private final double meanWeight;
        private final Divergence divergence;

        Run(Trainer trainer, CnnTask task, ProgressListener listener) {
            this.trainer = trainer;
            this.task = task;
            this.pictures = task.train();
            this.epochs = task.settings().epochs();
            this.batch = task.settings().batch();
            this.augmentation =
                    new Augmentation(pictures.input(), task.settings().seed());
            this.listener = listener;
            double sum = 0;
            for (int i = 0; i < pictures.size(); i++) {
                sum += pictures.weight(i);
            }
            this.meanWeight = Math.max(sum / pictures.size(), 1e-12);
            this.divergence = new Divergence(task.settings().peak(), REMEDY);
        }

        /** Draws what an epoch draws. */
        void skip(int steps) {
            for (int i = 0; i < steps * batch; i++) {
                augmentation.skip();
            }
        }

        /** Without pictures to validate by there is nothing to look at. */
        void requireFinite(Progress progress) {
            if (task.validation().size() > 0) {
                double rate = rate(progress.epoch(), pictures.size() / batch);
                divergence.check("validation loss", progress.validationLoss(), progress.epoch(), rate);
            }
        }

        /** The learning rate that a step took, from 1 in each epoch. */
        private double rate(int epoch, int step) {
            int steps = pictures.size() / batch;
            return OneCycle.rate(task.settings().peak(), (epoch - 1) * steps + step, steps * epochs);
        }

        double epoch(int epoch, int[] order) {
            int steps = order.length / batch;
            int size = pictures.input().size();
            float[] x = new float[batch * size];
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                float[] y = new float[batch * task.classes()];
                for (int i = 0; i < batch; i++) {
                    int number = order[step * batch + i];
                    augmentation.draw(pictures.samples(number), x, i * size);
                    y[i * task.classes() + pictures.label(number)] = (float) (pictures.weight(number) / meanWeight);
                }
                double loss = step(x, y);
                divergence.check("loss", loss, epoch, rate(epoch, step));
                sum += loss;
                if (step % TELL_EVERY == TELL_EVERY - 1 && step < steps - 1) {
                    double fraction = (epoch - 1 + (step + 1.0) / steps) / epochs;
                    listener.progressed(
                            new Progress(epoch, epochs, fraction, sum / (step + 1), Double.NaN, Double.NaN));
                }
            }
            divergence.check(trainer.getModel().getBlock(), epoch, rate(epoch, steps));
            return sum / steps;
        }

        private double step(float[] x, float[] y) {
            Input input = pictures.input();
            try (NDManager manager = trainer.getManager().newSubManager()) {
                NDArray images = manager.create(x, new Shape(batch, input.channels(), input.height(), input.width()));
                NDArray labels = manager.create(y, new Shape(batch, task.classes()));
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
