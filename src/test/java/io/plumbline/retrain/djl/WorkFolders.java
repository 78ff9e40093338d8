package io.plumbline.retrain.djl;

import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Work folders of the demo's pictures, as a server writes them. */
public final class WorkFolders {
    private static final List<String> LABELS = DemoData.garments().definition().labels();

    private WorkFolders() {}

    /** A folder with the demo's model and its first reference pictures, of which each fourth is to judge by. */
    public static WorkFolder garments(Path where, int pictures) throws IOException {
        WorkFolder folder = WorkFolder.at(Files.createDirectories(where));
        folder.prepare(TrainingOrder.of("last-layer", "FP32", 1, LABELS, 0.1), DemoData.bytes("garments-1.zip"));
        IdxPictures all = DemoData.reference();
        List<Listed> list = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            byte[] png = png(all, i);
            Split split = i % 4 == 0 ? Split.TEST : Split.TRAIN;
            list.add(new Listed(Sha256.of(png), split.name(), 1, LABELS.get(all.labels()[i])));
            folder.add(Sha256.of(png), png);
        }
        folder.list(list);
        return folder;
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
