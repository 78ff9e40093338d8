package io.plumbline.retrain.djl.head;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.resume.ResumableAdam;
import io.plumbline.retrain.djl.resume.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains a softmax layer on embeddings with DJL's PyTorch engine on the CPU: weighted cross entropy, Adam, on standardised
 * features; the standardisation is folded into the weights at the end.
 *
 * <p>What is trained is the difference from the layer that it starts at, from zero and with L2: so it changes only what the
 * samples speak for (L2-SP: Li, Grandvalet and Davoine, ICML 2018). A layer trained anew on some hundred labels is wrong on
 * other pictures than the old one, and each of those counts against it where the two are compared.
 *
 * <p>How strongly it is drawn back is chosen by validation. The layers of all penalties lie one below the other in one
 * matrix and are trained in the same passes over the samples: neither their losses nor Adam's steps mix, so each comes out
 * as it would alone. Of all penalties and epochs the one of least validation loss is taken, and a layer is then trained that
 * way on all samples, those of the validation too (Goodfellow, Bengio and Courville, Deep Learning, 2016, algorithm 7.2).
 */
public final class HeadTrainer {
    /** Share of the passes in all; the last pass of the search may come early, the final training is told as the rest. */
    private static final double SEARCH = 0.8;

    private HeadTrainer() {}

    /**
     * Trains a head: {@link #search}, then {@link #learn}.
     *
     * @param listener hears of each epoch; what it throws ends the training
     */
    public static HeadFit train(HeadTask task, ProgressListener listener) {
        return train(task, Checkpoints.NONE, listener);
    }

    /** As above; goes on from where the checkpoints say, with the same outcome. */
    public static HeadFit train(HeadTask task, Checkpoints checkpoints, ProgressListener listener) {
        return learn(task, search(task, checkpoints, listener), checkpoints, listener);
    }

    /**
     * Chooses the penalty and the number of passes; without validation samples the only penalty, and all passes.
     *
     * @param listener hears of each epoch, with the accuracy of the best penalty so far
     * @return the start, after 0 passes, if nothing that was learnt has a lower validation loss
     */
    public static Choice search(HeadTask task, ProgressListener listener) {
        return search(task, Checkpoints.NONE, listener);
    }

    private static Choice search(HeadTask task, Checkpoints checkpoints, ProgressListener listener) {
        Settings settings = task.settings();
        if (task.validation().size() == 0) {
            return new Choice(Optional.empty(), settings.penalties().get(0), settings.epochs());
        }
        Best best = new Training(task.start(), settings, SEARCH, new Kept(checkpoints, "head-search"))
                .run(task.train(), task.validation(), settings.epochs(), listener);
        return new Choice(Optional.of(best.epoch == 0 ? task.start() : best.head), best.penalty, best.epoch);
    }

    /**
     * Learns from all samples, those of the validation too, as was chosen.
     *
     * @param listener hears of each epoch, without an accuracy: nothing is left to tell it by
     */
    public static HeadFit learn(HeadTask task, Choice choice, ProgressListener listener) {
        return learn(task, choice, Checkpoints.NONE, listener);
    }

    private static HeadFit learn(HeadTask task, Choice choice, Checkpoints checkpoints, ProgressListener listener) {
        if (choice.epochs() == 0) {
            return new HeadFit(task.start(), task.start(), choice.penalty(), 0);
        }
        Settings settings = task.settings().withPenalty(choice.penalty());
        Samples all = task.train().and(task.validation());
        ProgressListener rest = p -> listener.progressed(
                new Progress(p.epoch(), p.epochs(), SEARCH + (1 - SEARCH) * p.fraction(), p.loss(), Double.NaN));
        Kept kept = new Kept(checkpoints, "head");
        Head head = new Training(task.start(), settings, 1, kept).run(all, Samples.NONE, choice.epochs(), rest).head;
        return new HeadFit(head, choice.held().orElse(head), choice.penalty(), choice.epochs());
    }

    /**
     * What a search has chosen.
     *
     * @param held the layer that validation found best, which has not seen the validation samples; empty without any
     * @param penalty λ
     * @param epochs passes over the samples; 0 if the start was best
     */
    public record Choice(Optional<Head> held, double penalty, int epochs) {}

    /** The best of several penalties and epochs; epoch 0 is the start. */
    private record Best(Head head, double penalty, int epoch, double loss) {}

    /** Some layers, one for each penalty, that are trained side by side from the same start. */
    private record Training(Head start, Settings settings, double share, Kept kept) {
        Best run(Samples train, Samples validation, int epochs, ProgressListener listener) {
            DjlSettings.apply();
            Standardisation standard = Standardisation.of(train.features());
            int layers = settings.penalties().size();
            try (Model model = Model.newInstance("last-layer", Device.cpu(), "PyTorch")) {
                Linear linear = Linear.builder()
                        .setUnits((long) layers * start.classes())
                        .build();
                linear.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
                model.setBlock(linear);
                Batches batches = new Batches(start, standard, settings.seed());
                Optional<TrainingState> before = kept.last();
                ResumableAdam adam = adam(
                        batches.steps(train.size()) * epochs,
                        before.map(TrainingState::updates).orElse(0));
                try (Trainer trainer = model.newTrainer(config(adam))) {
                    trainer.initialize(new Shape(1, start.features()));
                    NDManager manager = trainer.getManager();
                    Stack stack = new Stack(trainer, adam, linear, layers, start.classes(), lambda(manager));
                    List<Batch> cut = batches.cut(train, manager);
                    Judge judge = new Judge(stack, batches.whole(validation, manager), settings);
                    SplittableRandom random = new SplittableRandom(settings.seed() + 1);
                    int done = kept.goOn(before, stack, judge, () -> Batches.shuffled(cut.size(), random));
                    for (int epoch = done + 1; epoch <= epochs && judge.hopes(epoch); epoch++) {
                        double loss = 0;
                        for (int i : Batches.shuffled(cut.size(), random)) {
                            loss += stack.step(cut.get(i));
                        }
                        judge.look(epoch);
                        listener.progressed(new Progress(
                                epoch,
                                epochs,
                                share * epoch / epochs,
                                loss / cut.size() / layers,
                                judge.accuracy(),
                                judge.loss()));
                        kept.keep(epoch, epoch * cut.size(), stack, judge);
                    }
                    return judge.best(start, standard);
                }
            }
        }

        private ResumableAdam adam(int steps, int done) {
            float rate = (float) settings.learningRate();
            Tracker falling = Tracker.cosine()
                    .setBaseValue(rate)
                    .optFinalValue(rate / 100)
                    .setMaxUpdates(steps)
                    .build();
            return new ResumableAdam(
                    Adam.builder().optLearningRateTracker(falling).optBeginNumUpdate(done));
        }

        private static DefaultTrainingConfig config(Optimizer adam) {
            // The engine wants a loss; ours needs more than it would be given.
            return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(adam)
                    .optDevices(new Device[] {Device.cpu()});
        }

        /** Half the penalty of each row of the stacked layers. */
        private NDArray lambda(NDManager manager) {
            float[] half = new float[settings.penalties().size() * start.classes()];
            for (int row = 0; row < half.length; row++) {
                half[row] = (float) (settings.penalties().get(row / start.classes()) / 2);
            }
            return manager.create(half);
        }
    }

    /** What one training keeps of itself, under a name of its own. */
    private record Kept(Checkpoints checkpoints, String name) {
        private static final int EPOCHS = 5;

        Optional<TrainingState> last() {
            return checkpoints.load(name).map(TrainingState::of);
        }

        /** Puts everything where it stood; the number of epochs that are done. */
        int goOn(Optional<TrainingState> before, Stack stack, Judge judge, Runnable draw) {
            if (before.isEmpty()) {
                judge.look(0);
                return 0;
            }
            Iterator<float[]> arrays = before.get().arrays().iterator();
            stack.adam().restore(stack.linear(), arrays);
            judge.restore(before.get().facts(), arrays);
            for (int epoch = 1; epoch <= before.get().epoch(); epoch++) {
                draw.run();
            }
            return before.get().epoch();
        }

        void keep(int epoch, int updates, Stack stack, Judge judge) {
            if (epoch % EPOCHS == 0) {
                List<float[]> arrays = stack.adam().capture(stack.linear());
                arrays.addAll(judge.arrays());
                checkpoints.save(name, new TrainingState(epoch, updates, judge.facts(), arrays).toBytes());
            }
        }
    }

    /** The layers of all penalties as one. */
    private record Stack(
            Trainer trainer, ResumableAdam adam, Linear linear, int layers, int classes, NDArray halfLambda) {
        /** Moves each layer by one step of Adam; the losses' sum, without penalties. */
        double step(Batch batch) {
            double value;
            // What an operation gives belongs to the manager of what it reads, here to the whole training.
            try (NDScope scope = new NDScope();
                    GradientCollector collector = trainer.newGradientCollector()) {
                scope.suppressNotUsedWarning();
                NDArray loss =
                        losses(batch, trainer.forward(new NDList(batch.x()))).sum();
                NDArray weight = linear.getParameters().get("weight").getArray();
                NDArray penalty =
                        weight.square().sum(new int[] {1}).mul(halfLambda).sum();
                collector.backward(loss.add(penalty));
                value = loss.getFloat();
            }
            // Not Trainer.step(): it refuses a first gradient whose sum is zero, as that of a softmax is but for
            // rounding.
            for (Parameter parameter : linear.getParameters().values()) {
                NDArray array = parameter.getArray();
                try (NDArray gradient = array.getGradient()) {
                    adam.update(parameter.getId(), array, gradient);
                }
            }
            return value;
        }

        /** Mean weighted cross entropy of each layer. */
        NDArray losses(Batch batch, NDList output) {
            NDArray likelihood = logits(batch, output).logSoftmax(-1).mul(batch.y());
            return likelihood.sum(new int[] {2}).sum(new int[] {0}).neg().div(batch.weight());
        }

        /** Shape (rows, layers, classes): what the start says and each layer adds. */
        NDArray logits(Batch batch, NDList output) {
            return output.singletonOrThrow()
                    .reshape(batch.rows(), layers, classes)
                    .add(batch.start());
        }

        /** One of the layers as it is now. */
        Head layer(int layer) {
            float[] w = linear.getParameters().get("weight").getArray().toFloatArray();
            float[] b = linear.getParameters().get("bias").getArray().toFloatArray();
            int features = w.length / b.length;
            float[][] weight = new float[classes][features];
            float[] bias = new float[classes];
            for (int c = 0; c < classes; c++) {
                int row = layer * classes + c;
                System.arraycopy(w, row * features, weight[c], 0, features);
                bias[c] = b[row];
            }
            return new Head(weight, bias);
        }
    }

    /** Looks at all layers after each epoch and remembers the best; without validation samples the last. */
    private static final class Judge {
        private final Stack stack;
        private final List<Batch> validation;
        private final Settings settings;
        private final double[] lowest;
        private Head change;
        private int layer;
        private int epoch;
        private int improved;
        private double accuracy = Double.NaN;
        private double loss = Double.NaN;

        Judge(Stack stack, List<Batch> validation, Settings settings) {
            this.stack = stack;
            this.validation = validation;
            this.settings = settings;
            this.lowest = new double[stack.layers()];
            Arrays.fill(lowest, Double.POSITIVE_INFINITY);
            this.change = stack.layer(0);
        }

        boolean hopes(int next) {
            return validation.isEmpty() || next - improved <= settings.patience();
        }

        double accuracy() {
            return accuracy;
        }

        /** Validation loss of the layer that has been the best so far, as it is now; NaN without validation samples. */
        double loss() {
            return loss;
        }

        double[] facts() {
            double[] facts = Arrays.copyOf(new double[] {layer, epoch, improved}, 3 + lowest.length);
            System.arraycopy(lowest, 0, facts, 3, lowest.length);
            return facts;
        }

        /** The weights of the best, a row for each class, and its biases. */
        List<float[]> arrays() {
            List<float[]> arrays = new ArrayList<>(List.of(change.weight()));
            arrays.add(change.bias());
            return arrays;
        }

        void restore(double[] facts, Iterator<float[]> arrays) {
            layer = (int) facts[0];
            epoch = (int) facts[1];
            improved = (int) facts[2];
            System.arraycopy(facts, 3, lowest, 0, lowest.length);
            float[][] weight = new float[stack.classes()][];
            for (int c = 0; c < weight.length; c++) {
                weight[c] = arrays.next();
            }
            change = new Head(weight, arrays.next());
        }

        void look(int now) {
            if (validation.isEmpty()) {
                change = stack.layer(0);
                epoch = now;
                return;
            }
            Batch all = validation.get(0);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDList output = stack.trainer().evaluate(new NDList(all.x()));
                float[] losses = stack.losses(all, output).toFloatArray();
                double least = lowest[layer];
                for (int k = 0; k < losses.length; k++) {
                    if (losses[k] < lowest[k]) {
                        lowest[k] = losses[k];
                        improved = now;
                    }
                    if (losses[k] < least) {
                        least = losses[k];
                        layer = k;
                        epoch = now;
                        change = stack.layer(k);
                    }
                }
                accuracy = accuracy(all, output);
                loss = losses[layer];
            }
        }

        /** Of the layer that has been the best so far, as it is now. */
        private double accuracy(Batch all, NDList output) {
            long[] said = stack.logits(all, output).argMax(2).toLongArray();
            long right = 0;
            for (int i = 0; i < all.rows(); i++) {
                right += said[i * stack.layers() + layer] == all.labels()[i] ? 1 : 0;
            }
            return (double) right / all.rows();
        }

        Best best(Head start, Standardisation standard) {
            return new Best(
                    start.plus(standard.fold(change)), settings.penalties().get(layer), epoch, lowest[layer]);
        }
    }
}
