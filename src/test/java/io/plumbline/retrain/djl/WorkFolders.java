package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Work folders of the demo's pictures, as a server writes them. */
public final class WorkFolders {
    /** Classes of {@link #colours}. */
    static final List<String> COLOURS = List.of("blue", "green", "red");

    private static final List<String> LABELS = DemoData.garments().definition().labels();

    private WorkFolders() {}

    /** A folder with the demo's model and its first reference pictures, of which each fourth is to judge by. */
    public static WorkFolder garments(Path where, int pictures) throws IOException {
        return garments(where, pictures, TrainerName.LAST_LAYER);
    }

    /** The same for some trainer. */
    public static WorkFolder garments(Path where, int pictures, TrainerName trainer) throws IOException {
        WorkFolder folder = WorkFolder.at(Files.createDirectories(where));
        folder.prepare(TrainingOrder.of(trainer.word(), "FP32", 1, LABELS, 0.1), DemoData.bytes("garments-1.zip"));
        IdxPictures all = DemoData.reference();
        List<Listed> list = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            byte[] png = png(all, i);
            Split split = i % 4 == 0 ? Split.TEST : Split.TRAIN;
            list.add(new Listed(Sha256.of(png), split.name(), 1, "", LABELS.get(all.labels()[i])));
            folder.add(Sha256.of(png), png);
        }
        folder.list(list);
        return folder;
    }

    /** Lets some devices have taken the pictures of a folder, in turn. */
    public static WorkFolder takenBy(int devices, WorkFolder folder) throws IOException {
        List<Listed> list = new ArrayList<>();
        for (Listed each : folder.pictures()) {
            String device = "/devices/" + list.size() % devices;
            list.add(new Listed(each.image(), each.split(), each.weight(), device, each.label()));
        }
        folder.list(list);
        return folder;
    }

    /**
     * A folder of pictures of coloured discs on any ground, of which a fourth is to judge by and a fourth to validate.
     *
     * @param red weight of the red ones
     */
    static WorkFolder colours(Path where, TrainerName trainer, Bundle champion, long seed, int pictures, double red)
            throws IOException {
        WorkFolder folder = WorkFolder.at(Files.createDirectories(where));
        folder.prepare(TrainingOrder.of(trainer.word(), "FP16", seed, COLOURS, 0.1), champion.bytes());
        Random random = new Random(7);
        List<Listed> list = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            int colour = i % COLOURS.size();
            byte[] png = disc(colour, random);
            Split split = i % 4 == 0 ? Split.TEST : i % 4 == 1 ? Split.VALIDATION : Split.TRAIN;
            double weight = COLOURS.get(colour).equals("red") ? red : 1;
            list.add(new Listed(Sha256.of(png), split.name(), weight, "", COLOURS.get(colour)));
            folder.add(Sha256.of(png), png);
        }
        folder.list(list);
        return folder;
    }

    private static byte[] disc(int colour, Random random) throws IOException {
        BufferedImage picture = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        int grey = random.nextInt(256);
        g.setColor(new Color(grey, grey, grey));
        g.fillRect(0, 0, 48, 40);
        int dark = random.nextInt(60);
        int bright = 180 + random.nextInt(76);
        g.setColor(new Color(colour == 2 ? bright : dark, colour == 1 ? bright : dark, colour == 0 ? bright : dark));
        g.fillOval(random.nextInt(20), random.nextInt(14), 26, 26);
        g.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    /** One of coloured discs that knows nothing: all it says is the same. */
    static Bundle champion(Input input, boolean probabilities) {
        CompactNetwork network = new CompactNetwork(
                input.channels(),
                input.height(),
                input.width(),
                List.of(new Convolution(
                        input.channels(), 3, 1, 8, 1, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new float[3])),
                Head.zero(3, 3));
        boolean last = input.layout().equals(Input.NHWC);
        byte[] onnx = OnnxWriter.write(network, new OnnxWriter.Ends(input.name(), last, "said", probabilities));
        Predictions one = new Predictions(new int[1], new double[1]);
        ModelDefinition definition = new ModelDefinition(
                "colours",
                "1",
                new Task.Classification(probabilities),
                COLOURS,
                input,
                "said",
                1,
                0.5,
                one.reference(new int[1], COLOURS));
        Random random = new Random(3);
        float[][] samples = new float[2][input.size()];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = random.nextFloat();
            }
        }
        return BundleBuilder.build(definition, onnx, samples, new ModelCard("None.", "None.", "None.", List.of()));
    }

    /** One of some pictures as a grey PNG. */
    public static byte[] png(IdxPictures pictures, int index) throws IOException {
        return png(pictures.pictures()[index], pictures.width());
    }

    /** A square picture of 0..1 as a grey PNG. */
    public static byte[] png(float[] picture, int side) throws IOException {
        byte[] pixels = new byte[picture.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(255 * picture[i]);
        }
        return png(pixels, side);
    }

    private static byte[] png(byte[] pixels, int width) throws IOException {
        int height = pixels.length / width;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
