package io.plumbline.retrain.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.plumbline.bundle.DjlSettings;
import io.plumbline.bundle.Head;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.LastLayerTask.Samples;
import io.plumbline.retrain.djl.LastLayerTask.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains a softmax layer on embeddings with DJL's PyTorch engine on the CPU: weighted cross entropy, Adam, on standardised
 * features; the standardisation is folded into the weights at the end.
 *
 * <p>What is trained is the difference from the layer that it starts at, from zero and with L2: so it changes only what the
 * samples speak for (L2-SP: Li, Grandvalet and Davoine, ICML 2018). A layer trained anew on some hundred labels is wrong on
 * other pictures than the old one, and each of those counts against it where the two are compared.
 */
public final class LastLayerTrainer {
    private static final int LEAST_BATCH = 16;
    private static final int MOST_BATCH = 256;
    private static final int STEPS_AN_EPOCH = 16;

    private LastLayerTrainer() {}

    /**
     * Trains a head.
     *
     * @param listener hears of each epoch; what it throws ends the training
     * @return the head of the epoch with the lowest validation loss, the start if none is lower than its own; or of the last
     *     epoch where there is no validation
     */
    public static Head train(LastLayerTask task, ProgressListener listener) {
        DjlSettings.apply();
        Standard standard = Standard.of(task.train().features());
        try (Model model = Model.newInstance("last-layer", Device.cpu(), "PyTorch")) {
            Linear linear = Linear.builder().setUnits(task.classes()).build();
            linear.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
            model.setBlock(linear);
            DefaultTrainingConfig config = new DefaultTrainingConfig(new WeightedCrossEntropy())
                    .optOptimizer(Optimizer.adam()
                            .optLearningRateTracker(
                                    Tracker.fixed((float) task.settings().learningRate()))
                            .optWeightDecays((float) task.settings().l2())
                            .build())
                    .optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, standard.mean().length));
                List<Batch> batches = batches(standard.apply(task.train()), task);
                Validation validation = new Validation(
                        standard.apply(task.validation()),
                        task.start().apply(task.validation().features()));
                Head change = epochs(trainer, linear, batches, validation, task.settings(), listener);
                return task.start().plus(standard.fold(change));
            }
        }
    }

    private static Head epochs(
            Trainer trainer,
            Linear linear,
            List<Batch> batches,
            Validation validation,
            Settings settings,
            ProgressListener listener) {
        SplittableRandom random = new SplittableRandom(settings.seed() + 1);
        Head best = CompactCnn.head(linear);
        double lowest = crossEntropy(validation.logits(best), validation.samples());
        int waited = 0;
        for (int epoch = 1; epoch <= settings.epochs() && waited < settings.patience(); epoch++) {
            double loss = 0;
            for (int i : shuffled(batches.size(), random)) {
                loss += step(trainer, batches.get(i));
            }
            Head head = CompactCnn.head(linear);
            float[][] logits = validation.logits(head);
            double validationLoss = crossEntropy(logits, validation.samples());
            if (validation.samples().size() == 0 || validationLoss < lowest) {
                lowest = validationLoss;
                best = head;
                waited = 0;
            } else {
                waited++;
            }
            double accuracy =
                    Predictions.of(logits).accuracy(validation.samples().labels());
            listener.progressed(new Progress(
                    epoch, settings.epochs(), (double) epoch / settings.epochs(), loss / batches.size(), accuracy));
        }
        return best;
    }

    private static double step(Trainer trainer, Batch batch) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray x = manager.create(batch.x(), new Shape(batch.rows(), batch.x().length / batch.rows()));
            NDArray y = manager.create(batch.y(), new Shape(batch.rows(), batch.y().length / batch.rows()));
            NDArray start = manager.create(batch.start(), y.getShape());
            double value;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray loss = trainer.getLoss().evaluate(new NDList(y, start), trainer.forward(new NDList(x)));
                collector.backward(loss);
                value = loss.getFloat();
            }
            trainer.step();
            return value;
        }
    }

    /** Samples to stop early by, with the logits of the start. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Validation(Samples samples, float[][] start) {
        float[][] logits(Head change) {
            float[][] logits = change.apply(samples.features());
            for (int i = 0; i < logits.length; i++) {
                for (int c = 0; c < logits[i].length; c++) {
                    logits[i][c] += start[i][c];
                }
            }
            return logits;
        }
    }

    /** Embeddings, one-hot labels times weights, and the logits of the start, row by row. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Batch(float[] x, float[] y, float[] start, int rows) {}

    /** The samples in a random order, cut into batches. */
    private static List<Batch> batches(Samples samples, LastLayerTask task) {
        int n = samples.size();
        int size = Math.min(MOST_BATCH, Math.max(LEAST_BATCH, n / STEPS_AN_EPOCH));
        int[] order = shuffled(n, new SplittableRandom(task.settings().seed()));
        int features = samples.features()[0].length;
        float[][] logits = task.start().apply(task.train().features());
        double mean = 0;
        for (float w : samples.weights()) {
            mean += w / (double) n;
        }
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < n; from += size) {
            int rows = Math.min(size, n - from);
            float[] x = new float[rows * features];
            float[] y = new float[rows * task.classes()];
            float[] start = new float[y.length];
            for (int r = 0; r < rows; r++) {
                int i = order[from + r];
                System.arraycopy(samples.features()[i], 0, x, r * features, features);
                System.arraycopy(logits[i], 0, start, r * task.classes(), task.classes());
                y[r * task.classes() + samples.labels()[i]] = (float) (samples.weights()[i] / Math.max(mean, 1e-12));
            }
            batches.add(new Batch(x, y, start, rows));
        }
        return batches;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Mean weighted negative log likelihood; 0 for no samples. */
    static double crossEntropy(float[][] logits, Samples samples) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < logits.length; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (float z : logits[i]) {
                most = Math.max(most, z);
            }
            double total = 0;
            for (float z : logits[i]) {
                total += Math.exp(z - most);
            }
            sum += samples.weights()[i] * (Math.log(total) + most - logits[i][samples.labels()[i]]);
            weights += samples.weights()[i];
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /** Labels are one-hot rows times weights, and the logits that the predictions are added to. */
    private static final class WeightedCrossEntropy extends Loss {
        WeightedCrossEntropy() {
            super("WeightedCrossEntropy");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray logits = predictions.singletonOrThrow().add(labels.get(1));
            NDArray likelihood = logits.logSoftmax(-1).mul(labels.get(0));
            return likelihood.sum().neg().div(likelihood.getShape().get(0));
        }
    }

    /** Mean and standard deviation of each feature. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Standard(double[] mean, double[] sd) {
        private static final double LEAST_SD = 1e-6;

        static Standard of(float[][] rows) {
            int features = rows[0].length;
            double[] mean = new double[features];
            double[] sd = new double[features];
            for (int f = 0; f < features; f++) {
                double sum = 0;
                double squares = 0;
                for (float[] row : rows) {
                    sum += row[f];
                }
                mean[f] = sum / rows.length;
                for (float[] row : rows) {
                    squares += (row[f] - mean[f]) * (row[f] - mean[f]);
                }
                double deviation = Math.sqrt(squares / rows.length);
                // A feature that never changes teaches nothing; dividing by next to nothing would make it loud later.
                sd[f] = deviation < LEAST_SD ? Double.POSITIVE_INFINITY : deviation;
            }
            return new Standard(mean, sd);
        }

        Samples apply(Samples samples) {
            float[][] rows = new float[samples.size()][mean.length];
            for (int i = 0; i < rows.length; i++) {
                for (int f = 0; f < mean.length; f++) {
                    rows[i][f] = (float) ((samples.features()[i][f] - mean[f]) / sd[f]);
                }
            }
            return new Samples(rows, samples.labels(), samples.weights());
        }

        /** The head for features as they are, of one for standardised features. */
        Head fold(Head head) {
            float[][] weight = new float[head.classes()][head.features()];
            float[] bias = new float[head.classes()];
            for (int c = 0; c < bias.length; c++) {
                double b = head.bias()[c];
                for (int f = 0; f < mean.length; f++) {
                    double w = head.weight()[c][f] / sd[f];
                    weight[c][f] = (float) w;
                    b -= w * mean[f];
                }
                bias[c] = (float) b;
            }
            return new Head(weight, bias);
        }
    }
}
