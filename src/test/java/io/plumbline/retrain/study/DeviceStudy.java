package io.plumbline.retrain.study;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.mask.DistillationTask;
import io.plumbline.retrain.djl.mask.DistillationTrainer;
import io.plumbline.retrain.djl.mask.MaskPicture;
import io.plumbline.retrain.djl.mask.PseudoMask;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import io.plumbline.retrain.djl.mask.StudentSize;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.CnnTask;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer;
import io.plumbline.retrain.djl.whole.PictureSet;
import io.plumbline.retrain.djl.whole.TrainingDevice;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The command that measures how long an epoch takes on a device, and whether the same seed gives the same bytes there: the demo's small
 * grey pictures, colour pictures of 224 × 224, and a student of a megabyte.
 */
public final class DeviceStudy {
    private static final int EPOCHS = 4;
    private static final int SEED = 7;

    private DeviceStudy() {}

    /** The command; it takes no arguments. */
    public static void main(String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "on %s, %s threads%n",
                TrainingDevice.name(),
                System.getProperty("ai.djl.pytorch.num_threads", "1"));
        garments();
        colours();
        student();
    }

    private static void garments() {
        IdxPictures all = DemoData.fleet();
        PictureSet train = all.pick(IntStream.range(0, 2_000).toArray());
        PictureSet held = all.pick(IntStream.range(2_000, 2_050).toArray());
        whole(
                "whole network, 2,000 pictures of 28 × 28, grey",
                train,
                held,
                DemoData.garments().definition().labels());
    }

    private static void colours() {
        ModelDefinition.Input input = input(224);
        List<byte[]> pictures = new ArrayList<>();
        for (Drawn each : Shapes.drawn(SEED, 528)) {
            pictures.add(samples(Pixels.of(scaled(each.picture(), 224), plain(input))));
        }
        whole(
                "whole network, 512 pictures of 224 × 224, colour",
                set(input, pictures.subList(0, 512)),
                set(input, pictures.subList(512, 528)),
                List.of("even", "odd"));
    }

    private static void whole(String what, PictureSet train, PictureSet held, List<String> labels) {
        CnnTask.Settings usual = CnnTask.Settings.usual(train.size(), train.input(), SEED);
        CnnTask.Settings settings = new CnnTask.Settings(EPOCHS, usual.batch(), usual.peak(), EPOCHS, SEED);
        CnnTask task = new CnnTask(train, held, labels, 1, settings);
        measure(
                what + ", batches of " + settings.batch(),
                listener -> OnnxWriter.write(CompactCnnTrainer.train(task, Checkpoints.NONE, listener)
                        .network()));
    }

    private static void student() {
        StudentSize size = StudentSize.fit(1_000_000, Float.BYTES, 60_000_000);
        ModelDefinition.Input input = input(size.side());
        List<MaskPicture> pictures = new ArrayList<>();
        for (Drawn each : Shapes.drawn(SEED, 272)) {
            PseudoMask mask = PseudoMask.of(each.mask(), Shapes.SIDE, Shapes.SIDE, size.side(), size.side());
            float[] ones = new float[mask.target().length];
            Arrays.fill(ones, 1);
            pictures.add(MaskPicture.of(each.picture(), input, mask.target(), ones));
        }
        DistillationTask.Settings usual = DistillationTask.Settings.usual(size.base(), SEED);
        DistillationTask task = new DistillationTask(
                input,
                pictures.subList(0, 256),
                pictures.subList(256, 272),
                new DistillationTask.Settings(size.base(), EPOCHS, usual.batch(), usual.peak(), EPOCHS, SEED));
        measure(
                "student of " + size.parameters() + " weights, 256 pictures of " + size.side() + " × " + size.side()
                        + ", batches of " + usual.batch(),
                listener -> DistillationTrainer.train(task, listener).onnx());
    }

    /** Trains twice: the first time warms up, too. */
    private static void measure(String what, Function<ProgressListener, byte[]> training) {
        byte[] first = training.apply(ProgressListener.NONE);
        List<Double> epochs = new ArrayList<>();
        long[] start = {System.nanoTime()};
        byte[] second = training.apply(progress -> {
            if (!Double.isNaN(progress.accuracy())) {
                long now = System.nanoTime();
                epochs.add((now - start[0]) / 1e9);
                start[0] = now;
            }
        });
        double[] sorted =
                epochs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s an epoch (median of %d); the same seed gives %s bytes%n",
                what,
                (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
                sorted.length,
                Arrays.equals(first, second) ? "the same" : "other");
    }

    private static ModelDefinition.Input input(int side) {
        return new ModelDefinition.Input(
                OnnxWriter.INPUT, side, side, 3, "NCHW", List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));
    }

    private static ModelDefinition.Input plain(ModelDefinition.Input input) {
        return new ModelDefinition.Input(
                input.name(), input.width(), input.height(), 3, "NCHW", List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    }

    private static BufferedImage scaled(BufferedImage picture, int side) {
        BufferedImage scaled = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = scaled.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(picture, 0, 0, side, side, null);
        g.dispose();
        return scaled;
    }

    private static byte[] samples(float[] fractions) {
        byte[] samples = new byte[fractions.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) Math.round(255 * fractions[i]);
        }
        return samples;
    }

    private static PictureSet set(ModelDefinition.Input input, List<byte[]> pictures) {
        return new PictureSet() {
            @Override
            public ModelDefinition.Input input() {
                return input;
            }

            @Override
            public int size() {
                return pictures.size();
            }

            @Override
            public byte[] samples(int number) {
                return pictures.get(number);
            }

            @Override
            public int label(int number) {
                return number % 2;
            }

            @Override
            public float weight(int number) {
                return 1;
            }
        };
    }
}
