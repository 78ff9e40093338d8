package io.plumbline.retrain.ask;

import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.Mask;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.ask.AskedFolder.Who;
import io.plumbline.retrain.mask.MaskAnswers;
import io.plumbline.retrain.mask.MaskAnswers.Drawn;
import io.plumbline.retrain.mask.Segmenter;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import javax.imageio.ImageIO;

/** What the child process does for {@link Asking} and {@link Drawing}: whatever a network does to ONNX Runtime, it does it there. */
public final class Answering {
    private Answering() {}

    /**
     * Reads networks and pictures of a work folder, and writes what the ones say of the others.
     *
     * @throws IllegalArgumentException if there is nobody to ask
     */
    public static void answer(WorkFolder folder, TrainingListener listener) throws IOException {
        AskedFolder asked = new AskedFolder(folder);
        Network challenger = asked.network(Who.CHALLENGER)
                .orElseThrow(() -> new IllegalArgumentException("There is no network to ask."));
        Optional<Network> champion = asked.network(Who.CHAMPION);
        List<Listed> test = folder.pictures();
        Function<Sha256, Optional<byte[]>> bytes = image -> Optional.of(read(folder, image));
        IntConsumer progress = done -> listener.progress(
                (double) done / Math.max(1, test.size()), "Asking about picture " + done + " of " + test.size());
        asked.answers(
                challenger.isSegmenter()
                        ? MaskAnswers.of(champion, challenger, drawn(test), bytes, progress)
                        : ClassAnswers.of(
                                champion.orElseThrow(() -> new IllegalArgumentException(
                                        "A classifier is asked beside another, and there is none.")),
                                challenger,
                                test,
                                bytes,
                                progress));
    }

    /** What the challenger gives for the pictures of its golden cases. */
    public static void golden(WorkFolder folder) throws IOException {
        Network network = new AskedFolder(folder).network(Who.CHALLENGER).orElseThrow();
        folder.put(WorkFolder.GOLDEN, Golden.toBytes(BundleBuilder.outputs(network)));
    }

    /**
     * Loads a segmenter and draws the mask of the picture in the folder as often as it is asked to.
     *
     * @param asked holds something for each picture
     * @param listener hears the name of the mask's file in its log, or why what came is no mask
     */
    public static void draw(WorkFolder folder, BlockingQueue<String> asked, TrainingListener listener)
            throws IOException, InterruptedException {
        Network network = new AskedFolder(folder)
                .network(Who.CHALLENGER)
                .orElseThrow(() -> new IllegalArgumentException("There is no segmenter to draw with."));
        try (Segmenter segmenter = new Segmenter(network)) {
            while (asked.take().equals(AskedFolder.PICTURE)) {
                listener.log(draw(folder, segmenter));
            }
        }
    }

    private static String draw(WorkFolder folder, Segmenter segmenter) throws IOException {
        BufferedImage picture = Pixels.decode(folder.given(AskedFolder.PICTURE).orElseThrow());
        Mask mask;
        try {
            mask = segmenter.draw(picture);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        folder.put(AskedFolder.MASK, png(mask));
        return AskedFolder.MASK;
    }

    private static byte[] png(Mask mask) throws IOException {
        BufferedImage drawn = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < mask.soft().length; i++) {
            drawn.getRaster()
                    .setSample(
                            i % mask.width(),
                            i / mask.width(),
                            0,
                            mask.soft()[i] >= mask.task().threshold() ? 255 : 0);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", png);
        return png.toByteArray();
    }

    private static List<Drawn> drawn(List<Listed> test) {
        return test.stream()
                .map(picture -> new Drawn(picture.image(), new Sha256(picture.label())))
                .toList();
    }

    private static byte[] read(WorkFolder folder, Sha256 image) {
        try {
            return folder.picture(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
