package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.MaskNetwork;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Warm shapes on cold stripes, with the masks of where they lie; and a teacher that sees warm colours. */
public final class Shapes {
    /** Width and height of the pictures. */
    public static final int SIDE = 96;

    /** What the masks show. */
    public static final String LABEL = "shape";

    private Shapes() {}

    /**
     * A picture and where its shape lies.
     *
     * @param mask 0 or 255, rows from the top
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    public record Drawn(BufferedImage picture, float[] mask) {
        /** The picture as PNG. */
        public byte[] png() {
            return Shapes.png(picture);
        }

        /** The mask as a grey PNG. */
        public byte[] maskPng() {
            int w = picture.getWidth();
            int h = picture.getHeight();
            BufferedImage grey = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
            grey.getRaster().setPixels(0, 0, w, h, mask);
            return Shapes.png(grey);
        }
    }

    /** A blob or a box of one family of colours on stripes of another, with the mask of where it lies. */
    public static List<Drawn> drawn(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Drawn> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            BufferedImage picture = stripes(random);
            Graphics2D g = picture.createGraphics();
            g.setColor(
                    Color.getHSBColor((float) random.nextDouble(-0.1, 0.2), 0.7f, (float) random.nextDouble(0.4, 1)));
            int w = random.nextInt(24, 64);
            int h = random.nextInt(24, 64);
            int x = random.nextInt(SIDE - w);
            int y = random.nextInt(SIDE - h);
            boolean round = random.nextBoolean();
            if (round) {
                g.fillOval(x, y, w, h);
            } else {
                g.fillRect(x, y, w, h);
            }
            g.dispose();
            all.add(new Drawn(picture, mask(x, y, w, h, round)));
        }
        return all;
    }

    /** A picture without a shape, of which the teacher is sure. */
    public static BufferedImage cold(long seed) {
        return stripes(new SplittableRandom(seed));
    }

    private static BufferedImage stripes(SplittableRandom random) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        for (int y = 0; y < SIDE; y += 6) {
            g.setColor(Color.getHSBColor(
                    (float) random.nextDouble(0.45, 0.75), 0.5f, (float) random.nextDouble(0.2, 0.8)));
            g.fillRect(0, y, SIDE, 6);
        }
        g.dispose();
        return picture;
    }

    /** A picture without any colour, of which the teacher can say nothing. */
    public static BufferedImage grey(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int v = random.nextInt(256);
            picture.setRGB(i % SIDE, i / SIDE, v << 16 | v << 8 | v);
        }
        return picture;
    }

    /** A picture as PNG. */
    public static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * A segmenter of one convolution: subject is what has more red than blue, and what has as much of either it is not sure of.
     *
     * @param bias what it takes for granted; −0.8 sees these shapes well, more and more of the background as it rises
     */
    public static Bundle teacher(String name, String version, float bias) {
        MaskNetwork network = new MaskNetwork(
                3,
                SIDE,
                SIDE,
                List.of(new MaskNetwork.Convolve(
                        new Convolution(3, 1, 1, 1, 1, new float[] {10, 0, -10}, new float[] {bias}), false)));
        Histogram confidence = new Histogram();
        confidence.add(0.95);
        ModelDefinition definition = new ModelDefinition(
                name,
                version,
                new Task.Segmentation(true, 0.5, 1),
                List.of(LABEL),
                ModelDefinition.Input.colour(OnnxWriter.INPUT, SIDE),
                OnnxWriter.MASK,
                1,
                0.5,
                new Reference(1, 0, confidence, new TreeMap<>(Map.of(LABEL, 1L))));
        float[][] samples = drawn(99, 2).stream()
                .map(each -> Pixels.of(each.picture(), definition.input()))
                .toArray(float[][]::new);
        return BundleBuilder.build(
                definition, OnnxWriter.write(network), samples, new ModelCard("Warm.", "None.", "None.", List.of()));
    }

    private static float[] mask(int x, int y, int w, int h, boolean round) {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D g = mask.createGraphics();
        g.setColor(Color.WHITE);
        if (round) {
            g.fillOval(x, y, w, h);
        } else {
            g.fillRect(x, y, w, h);
        }
        g.dispose();
        return mask.getRaster().getPixels(0, 0, SIDE, SIDE, new float[SIDE * SIDE]);
    }
}
