package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.head.Calibration;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.CnnTask;
import io.plumbline.retrain.djl.whole.CnnTask.Settings;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer.Trained;
import io.plumbline.retrain.djl.whole.PictureSet;
import io.plumbline.retrain.djl.whole.PictureStore;
import io.plumbline.retrain.djl.whole.TrainingDevice;
import io.plumbline.retrain.work.SetAside;
import io.plumbline.retrain.work.Trainer;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A compact network from nothing, from the files of a work folder. It takes what the champion takes and gives what it gives;
 * nothing else of the champion is in it.
 */
final class WholeNetworkWork implements Trainer {
    private static final double READ = 0.1;
    /** Pictures of a class with which there is anything to learn. */
    private static final int LEAST_OF_A_CLASS = 10;

    @Override
    public String name() {
        return TrainerName.WHOLE_NETWORK.word();
    }

    @Override
    public void train(WorkFolder folder, TrainingListener listener) throws IOException {
        // Before the pictures are read: a device that is not there is told at once.
        String device = TrainingDevice.name();
        byte[] zip = folder.champion();
        ModelDefinition champion = Bundles.read(zip).definition();
        CnnTask.requireFits(champion.input());
        List<Listed> pictures = ClassifierWork.learnable(folder);
        TrainingOrder order = folder.order();
        Checkpoints checkpoints = Checkpoints.of(folder, listener, ClassifierWork.key(zip, folder, pictures));
        try (PictureStore store = new PictureStore(folder.scratch("pictures"), champion.input())) {
            Sets sets = read(folder, store, order, pictures, listener);
            Settings settings = Settings.usual(sets.train.size(), champion.input(), order.seed());
            CnnTask task = new CnnTask(sets.train, sets.validation, order.labels(), LEAST_OF_A_CLASS, settings);
            listener.log(String.format(
                    Locale.ROOT,
                    "A network from nothing: %,d pictures to learn from, %,d to stop early and to calibrate by; batches"
                            + " of %d, on %s.",
                    sets.train.size(),
                    sets.validation.size(),
                    settings.batch(),
                    device));
            Trained trained = CompactCnnTrainer.train(task, checkpoints, progress -> tell(progress, listener));
            listener.log(String.format(
                    Locale.ROOT,
                    "Epoch %d was best; the network has %,d weights.",
                    trained.epoch(),
                    trained.network().parameters()));
            finish(folder, champion, order, trained.network(), sets);
        }
    }

    @Override
    public void judge(WorkFolder folder, TrainingListener listener) throws IOException {
        ClassifierWork.judge(folder, listener);
    }

    /** Pictures to learn from, and those to stop early and calibrate by. */
    private record Sets(PictureSet train, PictureSet validation) {}

    private static Sets read(
            WorkFolder folder,
            PictureStore store,
            TrainingOrder order,
            List<Listed> pictures,
            TrainingListener listener)
            throws IOException {
        List<Integer> train = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            Listed each = pictures.get(i);
            Optional<float[]> fractions = ClassifierWork.input(folder, each, store.plain(), order.labels());
            if (fractions.isPresent()) {
                if (each.split().equals(Split.VALIDATION.name())) {
                    validation.add(store.size());
                } else {
                    train.add(store.size());
                    devices.add(each.device());
                }
                store.add(fractions.get(), order.labels().indexOf(each.label()), (float) each.weight());
            }
            if ((i + 1) % ClassifierWork.PART == 0 || i + 1 == pictures.size()) {
                listener.progress(
                        READ * (i + 1) / pictures.size(), "Reading picture " + (i + 1) + " of " + pictures.size());
            }
        }
        if (validation.isEmpty() && !train.isEmpty()) {
            // All of the store: the snapshot sets nothing aside to stop and calibrate by.
            SetAside cut = SetAside.of(devices, LastLayerRetraining.SET_ASIDE, order.seed());
            return new Sets(store.pick(cut.learnt()), store.pick(cut.aside()));
        }
        return new Sets(store.pick(train), store.pick(validation));
    }

    /** Calibrated by what it says with its weights as they are kept. */
    private static void finish(
            WorkFolder folder, ModelDefinition champion, TrainingOrder order, CompactNetwork network, Sets sets)
            throws IOException {
        Weights weights = Weights.valueOf(order.weights());
        float[][] logits = CompactCnnTrainer.logits(weights.compress(OnnxWriter.write(network)), sets.validation);
        Calibration calibration =
                Calibration.of(logits, CompactCnnTrainer.labels(sets.validation), order.acceptedError());
        CompactNetwork calibrated = network.withHead(network.head().cooled(calibration.temperature()));
        OnnxWriter.Ends ends = new OnnxWriter.Ends(
                champion.input().name(),
                champion.input().layout().equals(Input.NHWC),
                champion.output(),
                champion.task().probabilities());
        folder.put(WorkFolder.MODEL, weights.compress(OnnxWriter.write(calibrated, ends)));
        folder.put(
                WorkFolder.RESULT,
                new TrainingResult(
                                calibration.temperature(),
                                calibration.abstainThreshold().orElse(champion.abstainThreshold()),
                                sets.train.size(),
                                sets.validation.size())
                        .toBytes());
    }

    private static void tell(Progress progress, TrainingListener listener) {
        double fraction = READ + (ClassifierWork.TRAINED - READ) * progress.fraction();
        boolean within = !Double.isFinite(progress.accuracy());
        listener.progress(
                fraction,
                String.format(
                        Locale.ROOT,
                        "Training the whole network: epoch %d of %d, loss %.4f%s",
                        progress.epoch(),
                        progress.epochs(),
                        progress.loss(),
                        within ? "" : String.format(Locale.ROOT, ", accuracy %.3f", progress.accuracy())));
        if (!within) {
            listener.point(
                    progress.epoch(),
                    Map.of(
                            "loss", progress.loss(),
                            "validation loss", progress.validationLoss(),
                            "validation accuracy", progress.accuracy()));
        }
    }
}
