package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.mask.DistillationTask.Settings;
import io.plumbline.retrain.djl.mask.DistillationTrainer.Student;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.TrainingDevice;
import io.plumbline.retrain.work.Distilled;
import io.plumbline.retrain.work.Trainer;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.stats.calibration.Labelled;
import io.plumbline.stats.calibration.SelectiveRisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A small segmenter from a large one, from the files of a work folder: the "champion" there is the teacher, and the label of a
 * picture is the address of the mask that a person made, which lies among the pictures, or empty where the teacher is to draw it.
 */
public final class DistillationWork implements Trainer {
    private static final double ASKED = 0.5;
    /** Where nothing tells a threshold, what is no surer than a coin is unsure. */
    private static final double UNSURE = 0.5;

    @Override
    public String name() {
        return Distilled.TRAINER;
    }

    @Override
    public void train(WorkFolder folder, TrainingListener listener) throws IOException {
        TrainingOrder order = folder.order();
        Weights weights = Weights.valueOf(order.weights());
        StudentSize size =
                StudentSize.fit(order.number(Distilled.BYTES), bytesPerWeight(weights), order.number(Distilled.WORK));
        ModelDefinition.Input input = ModelDefinition.Input.colour(OnnxWriter.INPUT, size.side());
        listener.log(String.format(
                Locale.ROOT,
                "A student of %,d weights for pictures of %d × %d pixels fits the budget: about %,d bytes, %,d"
                        + " multiply-adds a picture. It is trained on %s.",
                size.parameters(),
                size.side(),
                size.side(),
                size.bytes(bytesPerWeight(weights)),
                size.multiplyAdds(),
                TrainingDevice.name()));
        Checkpoints checkpoints = Checkpoints.of(folder, listener, key(folder));
        Lessons lessons = Lessons.gather(folder, input, checkpoints, listener, ASKED);
        lessons.setAside(order.seed());
        listener.log(sentence(lessons));
        Settings usual = Settings.usual(size.base(), order.seed());
        Settings settings = new Settings(
                usual.base(),
                Math.toIntExact(order.number(Distilled.EPOCHS)),
                usual.batch(),
                usual.peak(),
                usual.patience(),
                usual.seed());
        // Also of a training that is refused: what the teacher is not sure of is left to people.
        folder.put(WorkFolder.RESULT, facts(size, lessons, 0, 0, UNSURE).toBytes());
        requireEnough(lessons, settings);
        Student student = DistillationTrainer.train(
                new DistillationTask(input, lessons.train(), lessons.validation(), settings),
                checkpoints,
                progress -> tell(progress, listener));
        byte[] onnx = weights.compress(student.onnx());
        double threshold = threshold(onnx, input, lessons.validation(), order.acceptedError());
        folder.put(WorkFolder.MODEL, onnx);
        folder.put(
                WorkFolder.RESULT,
                facts(size, lessons, student.epoch(), student.validation().mean(), threshold)
                        .toBytes());
    }

    private static Distilled facts(
            StudentSize size, Lessons lessons, int epoch, double agreement, double abstainThreshold) {
        return new Distilled(
                size.base(),
                size.side(),
                size.parameters(),
                epoch,
                agreement,
                abstainThreshold,
                lessons.train().size(),
                lessons.validation().size(),
                lessons.drawn(),
                lessons.empty(),
                lessons.unreadable(),
                lessons.doubtful());
    }

    /** Masks are compared by the server, as those of an uploaded student are. */
    @Override
    public void judge(WorkFolder folder, TrainingListener listener) {
        throw new IllegalArgumentException("A student is judged by the server, by masks that people made.");
    }

    private static int bytesPerWeight(Weights weights) {
        return switch (weights) {
            case FP32 -> 4;
            case FP16 -> 2;
            case INT8 -> 1;
        };
    }

    private static void requireEnough(Lessons lessons, Settings settings) {
        if (lessons.train().size() < settings.batch() || lessons.validation().isEmpty()) {
            throw new IllegalArgumentException("There are " + lessons.train().size() + " pictures to learn from and "
                    + lessons.validation().size() + " to choose by, at least " + settings.batch()
                    + " and 1 are needed: the teacher is not sure enough of "
                    + lessons.doubtful().size()
                    + ", and " + lessons.unreadable() + " cannot be read. Have more pictures sent, or doubtful ones"
                    + " drawn by people, or choose a teacher that knows such pictures.");
        }
    }

    private static String sentence(Lessons lessons) {
        return String.format(
                Locale.ROOT,
                "%,d pictures to learn from and %,d to choose the best epoch by, %,d of both with a mask that a person"
                        + " made, %,d that the teacher is sure to be without a subject (%,d more passed over); %,d left to"
                        + " people, for the teacher is not sure enough of them; %,d unreadable.",
                lessons.train().size(),
                lessons.validation().size(),
                lessons.drawn(),
                lessons.empty(),
                lessons.passedOver(),
                lessons.doubtful().size(),
                lessons.unreadable());
    }

    private static void tell(Progress progress, TrainingListener listener) {
        double fraction = ASKED + (1 - ASKED) * progress.fraction();
        if (!Double.isFinite(progress.accuracy())) {
            listener.progress(
                    fraction,
                    String.format(
                            Locale.ROOT,
                            "Training the student: epoch %d of %d, loss %.4f",
                            progress.epoch(),
                            progress.epochs(),
                            progress.loss()));
            return;
        }
        listener.progress(
                fraction,
                String.format(
                        Locale.ROOT,
                        "Training the student: epoch %d of %d, loss %.4f, IoU %.3f",
                        progress.epoch(),
                        progress.epochs(),
                        progress.loss(),
                        progress.accuracy()));
        listener.point(progress.epoch(), Map.of("loss", progress.loss(), "validation IoU", progress.accuracy()));
    }

    /** The mean certainty of its pixels from which on a mask is wrong by more than half no more often than accepted. */
    private static double threshold(
            byte[] onnx, ModelDefinition.Input input, List<MaskPicture> pictures, double acceptedError) {
        double[] certainty = new double[pictures.size()];
        boolean[] right = new boolean[pictures.size()];
        try (OnnxRunner runner = new OnnxRunner(onnx, input.port(), OnnxWriter.MASK)) {
            for (int i = 0; i < certainty.length; i++) {
                MaskPicture picture = pictures.get(i);
                float[] said = runner.run(new float[][] {picture.values(input)})[0];
                double sum = 0;
                for (float p : said) {
                    sum += Math.max(p, 1 - p);
                }
                certainty[i] = Math.min(1, sum / said.length);
                right[i] = MaskScore.iou(said, picture.targets(), picture.weights()) >= 0.5;
            }
        }
        return SelectiveRisk.threshold(Labelled.of(certainty, right), acceptedError)
                .orElse(UNSURE);
    }

    private static Sha256 key(WorkFolder folder) throws IOException {
        String inputs = Sha256.of(folder.champion()) + " " + folder.order() + " " + folder.pictures();
        return Sha256.of(inputs.getBytes(StandardCharsets.UTF_8));
    }
}
