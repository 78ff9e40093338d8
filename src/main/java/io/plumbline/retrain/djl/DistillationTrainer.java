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
import ai.djl.training.optimizer.Optimizer;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.DistillationTask.Settings;
import io.plumbline.retrain.djl.MaskAugmentation.Batch;
import io.plumbline.retrain.djl.whole.OneCycle;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains a small segmentation network on masks that a teacher drew, with DJL's PyTorch engine on the CPU: Adam, one cycle of the
 * learning rate, cross entropy and Dice over the pixels of which the teacher was sure. What is kept is the epoch that agreed
 * best with the validation masks, judged by the very ONNX graph that would be shipped.
 */
public final class DistillationTrainer {
    private DistillationTrainer() {}

    /**
     * A trained student.
     *
     * @param onnx takes the task's input, gives {@code mask} (N, 1, height, width) of 0 to 1
     * @param epoch whose weights these are, from 1
     * @param validation how well it agrees with the validation masks
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: students are never compared nor used as keys.
    public record Student(byte[] onnx, int epoch, MaskScore validation) {}

    /** Trains; {@link Progress#accuracy()} is the mean IoU with the validation masks. */
    public static Student train(DistillationTask task, ProgressListener listener) {
        DjlSettings.apply();
        Settings settings = task.settings();
        ModelDefinition.Input input = task.input();
        Engine.getEngine("PyTorch").setRandomSeed((int) settings.seed());
        try (Model model = Model.newInstance("student", Device.cpu(), "PyTorch")) {
            CompactUnet unet = new CompactUnet(input.channels(), input.height(), input.width(), settings.base());
            model.setBlock(unet);
            int steps = task.train().size() / settings.batch() * settings.epochs();
            Optimizer adam = Optimizer.adam()
                    .optLearningRateTracker((id, update) -> OneCycle.rate(settings.peak(), update, steps))
                    .optWeightDecays(1e-5f)
                    .build();
            MaskLoss loss = new MaskLoss();
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(loss).optOptimizer(adam).optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(unet.inputShape(settings.batch()));
                return new Run(task, unet, trainer, loss, listener).best();
            }
        }
    }

    /** Intersection over union of each picture's mask, as an ONNX graph draws it, with the one it should be. */
    public static double[] ious(byte[] onnx, ModelDefinition.Input input, List<MaskPicture> pictures) {
        double[] ious = new double[pictures.size()];
        try (OnnxRunner runner = new OnnxRunner(onnx, input.port(), OnnxWriter.MASK)) {
            for (int i = 0; i < ious.length; i++) {
                MaskPicture picture = pictures.get(i);
                float[] said = runner.run(new float[][] {picture.values(input)})[0];
                ious[i] = MaskScore.iou(said, picture.targets(), picture.weights());
            }
        }
        return ious;
    }

    /** The epochs of one training. */
    private static final class Run {
        private final DistillationTask task;
        private final Settings settings;
        private final CompactUnet unet;
        private final Trainer trainer;
        private final MaskLoss loss;
        private final ProgressListener listener;
        private final MaskAugmentation augmentation;
        private final Batch batch;

        Run(DistillationTask task, CompactUnet unet, Trainer trainer, MaskLoss loss, ProgressListener listener) {
            this.task = task;
            this.settings = task.settings();
            this.unet = unet;
            this.trainer = trainer;
            this.loss = loss;
            this.listener = listener;
            this.augmentation = new MaskAugmentation(task.input(), settings.seed());
            this.batch = new Batch(settings.batch(), task.input());
        }

        Student best() {
            Student best = null;
            SplittableRandom random = new SplittableRandom(settings.seed());
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                double mean = epoch(epoch, random);
                byte[] onnx = OnnxWriter.write(unet.network());
                MaskScore score = MaskScore.of(ious(onnx, task.input(), task.validation()));
                double fraction = (double) epoch / settings.epochs();
                listener.progressed(new Progress(epoch, settings.epochs(), fraction, mean, score.mean()));
                if (best == null || score.mean() > best.validation().mean()) {
                    best = new Student(onnx, epoch, score);
                } else if (epoch - best.epoch() >= settings.patience()) {
                    break;
                }
            }
            return best;
        }

        private double epoch(int epoch, SplittableRandom random) {
            int[] order = OneCycle.shuffled(task.train().size(), random);
            int steps = order.length / settings.batch();
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                for (int i = 0; i < settings.batch(); i++) {
                    augmentation.draw(task.train().get(order[step * settings.batch() + i]), batch, i);
                }
                sum += step();
                if (step < steps - 1) {
                    double fraction = (epoch - 1 + (step + 1.0) / steps) / settings.epochs();
                    listener.progressed(new Progress(epoch, settings.epochs(), fraction, sum / (step + 1), Double.NaN));
                }
            }
            return sum / steps;
        }

        private double step() {
            int n = settings.batch();
            int pixels = task.input().width() * task.input().height();
            try (NDManager manager = trainer.getManager().newSubManager()) {
                NDArray x = manager.create(batch.x, unet.inputShape(n));
                NDArray target = manager.create(batch.target, new Shape(n, pixels));
                NDArray weight = manager.create(batch.weight, new Shape(n, pixels));
                double value;
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList said = trainer.forward(new NDList(x));
                    NDArray off = loss.evaluate(new NDList(target, weight), said);
                    collector.backward(off);
                    value = off.getFloat();
                    said.close();
                    off.close();
                }
                trainer.step();
                return value;
            }
        }
    }
}
