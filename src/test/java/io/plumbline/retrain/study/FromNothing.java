package io.plumbline.retrain.study;

import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.LastLayerRetraining;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.CnnTask;
import io.plumbline.retrain.djl.whole.CnnTask.Settings;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer.Trained;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** The command that compares a whole network from nothing with a new last layer, on the pictures that the repository holds. */
public final class FromNothing {
    private static final List<Shift> SHIFTS = List.of(Shift.NOISE, Shift.TILT, Shift.INVERTED, Shift.DARK);
    private static final List<Integer> LABELS = List.of(500, 2_000);
    private static final int POOL = 8_000;

    private FromNothing() {}

    /** The command; it takes no arguments. */
    public static void main(String[] arguments) {
        IdxPictures pictures = Pictures.inRepository();
        LastLayerStudy layers = new LastLayerStudy(pictures, POOL, SHIFTS, LABELS, 1);
        for (Shift shift : SHIFTS) {
            IdxPictures changed = changed(pictures, shift);
            IdxPictures judged =
                    changed.pick(IntStream.range(POOL, changed.size()).toArray());
            for (int n : LABELS) {
                long start = System.nanoTime();
                Trained trained = train(changed, n);
                double seconds = (System.nanoTime() - start) / 1e9;
                float[][] logits = CompactCnnTrainer.logits(OnnxWriter.write(trained.network()), judged);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %,d | %.3f | %.3f | %.3f | %d | %.0f s |%n",
                        shift.title(),
                        n,
                        layers.of(shift).before(),
                        layers.of(shift).accuracy(n),
                        Predictions.of(logits).accuracy(judged.labels()),
                        trained.epoch(),
                        seconds);
            }
        }
    }

    private static Trained train(IdxPictures pictures, int labels) {
        int[] drawn = Arrays.copyOf(Pictures.shuffled(POOL, 1), labels);
        int learnt = labels - (int) (labels * LastLayerRetraining.SET_ASIDE);
        IdxPictures train = pictures.pick(Arrays.copyOf(drawn, learnt));
        IdxPictures aside = pictures.pick(Arrays.copyOfRange(drawn, learnt, labels));
        CnnTask task = new CnnTask(
                train, aside, DemoData.garments().definition().labels(), 1, Settings.usual(learnt, train.input(), 1));
        return CompactCnnTrainer.train(task, Checkpoints.NONE, ProgressListener.NONE);
    }

    private static IdxPictures changed(IdxPictures pictures, Shift shift) {
        Random random = new Random(1);
        float[][] inputs = pictures.inputs();
        byte[][] changed = new byte[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            float[] picture = shift.of(inputs[i], pictures.width(), random);
            changed[i] = new byte[picture.length];
            for (int p = 0; p < picture.length; p++) {
                changed[i][p] = (byte) Math.round(255 * picture[p]);
            }
        }
        return new IdxPictures(pictures.width(), pictures.height(), changed, pictures.labels());
    }
}
