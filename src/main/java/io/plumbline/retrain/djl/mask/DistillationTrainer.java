package io.plumbline.retrain.djl.mask;

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
import ai.djl.training.optimizer.Adam;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.mask.DistillationTask.Settings;
import io.plumbline.retrain.djl.mask.MaskAugmentation.Batch;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.resume.ResumableAdam;
import io.plumbline.retrain.djl.resume.TrainingState;
import io.plumbline.retrain.djl.whole.Divergence;
import io.plumbline.retrain.djl.whole.OneCycle;
import io.plumbline.retrain.djl.whole.TrainingDevice;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Trains a small segmentation network on masks that a teacher drew, with DJL's PyTorch engine: Adam, one cycle of the
 * learning rate, cross entropy and Dice over the pixels of which the teacher was sure. What is kept is the epoch that agreed
 * best with the validation masks, judged by the very ONNX graph that would be shipped.
 */
public final class DistillationTrainer {
    private static final String CHECKPOINT = "student";
    /** Below every score. */
    private static final MaskScore NONE = new MaskScore(-1, 0, 1);

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
        return train(task, Checkpoints.NONE, listener);
    }

    /** As above; goes on from what was kept after an epoch, to the same student as if it had never been stopped. */
    static Student train(DistillationTask task, Checkpoints checkpoints, ProgressListener listener) {
        Device device = TrainingDevice.chosen();
        Settings settings = task.settings();
        ModelDefinition.Input input = task.input();
        Engine.getEngine("PyTorch").setRandomSeed((int) settings.seed());
        try (Model model = Model.newInstance("student", device, "PyTorch")) {
            CompactUnet unet = new CompactUnet(input.channels(), input.height(), input.width(), settings.base());
            model.setBlock(unet);
            int steps = task.train().size() / settings.batch() * settings.epochs();
            Optional<KeptStudent> before = checkpoints.load(CHECKPOINT).map(KeptStudent::of);
            ResumableAdam adam = new ResumableAdam(Adam.builder()
                    .optLearningRateTracker((id, update) -> OneCycle.rate(settings.peak(), update, steps))
                    .optWeightDecays(1e-5f)
                    .optBeginNumUpdate(
                            before.map(kept -> kept.state().updates()).orElse(0)));
            MaskLoss loss = new MaskLoss();
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(loss).optOptimizer(adam).optDevices(new Device[] {device});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(unet.inputShape(settings.batch()));
                before.ifPresent(
                        kept -> adam.restore(unet, kept.state().arrays().iterator()));
                return new Run(task, unet, trainer, loss, listener)
                        .best(before, kept -> checkpoints.save(CHECKPOINT, kept.toBytes()), adam);
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
        private static final String REMEDY =
                "Look at the masks and the teacher, try another seed, more pictures, or a student"
                        + " of another size (maxBytes, maxWork).";

        private final DistillationTask task;
        private final Settings settings;
        private final CompactUnet unet;
        private final Trainer trainer;
        private final MaskLoss loss;
        private final ProgressListener listener;
        private final MaskAugmentation augmentation;
        private final Batch batch;
        private final Divergence divergence;

        Run(DistillationTask task, CompactUnet unet, Trainer trainer, MaskLoss loss, ProgressListener listener) {
            this.task = task;
            this.settings = task.settings();
            this.unet = unet;
            this.trainer = trainer;
            this.loss = loss;
            this.listener = listener;
            this.augmentation = new MaskAugmentation(task.input(), settings.seed());
            this.batch = new Batch(settings.batch(), task.input());
            this.divergence = new Divergence(settings.peak(), REMEDY);
        }

        /** The best epoch; each is handed on before the next begins. */
        Student best(Optional<KeptStudent> before, Consumer<KeptStudent> keep, ResumableAdam adam) {
            SplittableRandom random = new SplittableRandom(settings.seed());
            int done = before.map(kept -> kept.state().epoch()).orElse(0);
            skip(done, random);
            Student best = before.map(KeptStudent::best).orElse(new Student(new byte[0], 0, NONE));
            for (int epoch = done + 1; epoch <= settings.epochs() && hopes(epoch - 1, best); epoch++) {
                double mean = epoch(epoch, random);
                divergence.check(unet, epoch, rate(epoch, steps()));
                byte[] onnx = OnnxWriter.write(unet.network());
                MaskScore score = MaskScore.of(ious(onnx, task.input(), task.validation()));
                best = score.mean() > best.validation().mean() ? new Student(onnx, epoch, score) : best;
                keep.accept(new KeptStudent(
                        new TrainingState(epoch, epoch * steps(), new double[0], adam.capture(unet)), best));
                double fraction = (double) epoch / settings.epochs();
                listener.progressed(new Progress(epoch, settings.epochs(), fraction, mean, score.mean()));
            }
            return best;
        }

        private boolean hopes(int done, Student best) {
            return done - best.epoch() < settings.patience();
        }

        /** The learning rate that a step took, from 1 in each epoch. */
        private double rate(int epoch, int step) {
            return OneCycle.rate(settings.peak(), (epoch - 1) * steps() + step, steps() * settings.epochs());
        }

        private int steps() {
            return task.train().size() / settings.batch();
        }

        /** The generators then stand where they stood after so many epochs. */
        private void skip(int epochs, SplittableRandom random) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                OneCycle.shuffled(task.train().size(), random);
                for (int i = 0; i < steps() * settings.batch(); i++) {
                    augmentation.skip();
                }
            }
        }

        private double epoch(int epoch, SplittableRandom random) {
            int[] order = OneCycle.shuffled(task.train().size(), random);
            int steps = steps();
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                for (int i = 0; i < settings.batch(); i++) {
                    augmentation.draw(task.train().get(order[step * settings.batch() + i]), batch, i);
                }
                double value = step();
                divergence.check("loss", value, epoch, rate(epoch, step));
                sum += value;
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
