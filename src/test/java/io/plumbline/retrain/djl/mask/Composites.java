package io.plumbline.retrain.djl.mask;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Pictures with masks known by construction: an object with a transparency layer, turned and scaled, on a piece of a photograph.
 * The same seed gives the same picture.
 */
final class Composites {
    /** Width and height of a composite, in pixels. */
    static final int SIDE = 320;

    private final List<Path> objects;
    private final List<BufferedImage> scenes;

    /** A picture and the true share of each of its pixels that is subject, rows from the top. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    record Composite(BufferedImage picture, float[] mask) {}

    /** @throws IllegalArgumentException if there are no objects or no scenes */
    Composites(List<Path> objects, List<Path> scenes) {
        if (objects.isEmpty() || scenes.isEmpty()) {
            throw new IllegalArgumentException(objects.size() + " objects and " + scenes.size() + " scenes");
        }
        this.objects = objects;
        this.scenes = scenes.stream().map(Composites::read).toList();
    }

    /** Files of a folder and of those below it that end like this, by name. */
    static List<Path> files(Path folder, String... endings) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> Stream.of(endings).anyMatch(e -> p.toString().endsWith(e)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    /** Every n-th run of this many; like objects stand beside each other by name, and must not be on both sides. */
    static List<Path> runs(List<Path> files, int run, int n, boolean held) {
        List<Path> some = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (i / run % n == 0 == held) {
                some.add(files.get(i));
            }
        }
        return some;
    }

    Composite draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage object = read(objects.get(random.nextInt(objects.size())));
        BufferedImage scene = scenes.get(random.nextInt(scenes.size()));
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        crop(scene, picture, random);
        BufferedImage layer = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(layer);
        double size = SIDE * random.nextDouble(0.35, 0.9);
        double scale = size / Math.max(object.getWidth(), object.getHeight());
        double room = Math.max(0, SIDE - size) / 2 + 0.1 * size;
        AffineTransform place = AffineTransform.getTranslateInstance(
                SIDE / 2.0 + random.nextDouble(-room, room), SIDE / 2.0 + random.nextDouble(-room, room));
        place.rotate(Math.toRadians(random.nextDouble(-25, 25)));
        place.scale(random.nextBoolean() ? -scale : scale, scale);
        place.translate(-object.getWidth() / 2.0, -object.getHeight() / 2.0);
        g.drawImage(object, place, null);
        g.dispose();
        return join(picture, layer, random);
    }

    private static void crop(BufferedImage scene, BufferedImage onto, SplittableRandom random) {
        int side = (int) (Math.min(scene.getWidth(), scene.getHeight()) * random.nextDouble(0.4, 1));
        int x = random.nextInt(scene.getWidth() - side + 1);
        int y = random.nextInt(scene.getHeight() - side + 1);
        boolean mirrored = random.nextBoolean();
        Graphics2D g = graphics(onto);
        g.drawImage(scene.getSubimage(x, y, side, side), mirrored ? SIDE : 0, 0, mirrored ? -SIDE : SIDE, SIDE, null);
        g.dispose();
    }

    private static Composite join(BufferedImage picture, BufferedImage layer, SplittableRandom random) {
        float[] mask = new float[SIDE * SIDE];
        double light = random.nextDouble(0.75, 1.1);
        double noise = random.nextDouble(0, 6);
        for (int i = 0; i < mask.length; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            int over = layer.getRGB(x, y);
            int under = picture.getRGB(x, y);
            float alpha = (over >>> 24) / 255f;
            int rgb = 0;
            double grain = (random.nextDouble() + random.nextDouble() - 1) * noise;
            for (int shift = 16; shift >= 0; shift -= 8) {
                double v = alpha * light * (over >> shift & 0xFF) + (1 - alpha) * (under >> shift & 0xFF) + grain;
                rgb |= (int) Math.round(Math.min(255, Math.max(0, v))) << shift;
            }
            picture.setRGB(x, y, rgb);
            mask[i] = alpha;
        }
        return new Composite(picture, mask);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.setComposite(AlphaComposite.SrcOver);
        return g;
    }

    private static BufferedImage read(Path file) {
        try {
            BufferedImage image = ImageIO.read(file.toFile());
            if (image == null) {
                throw new IllegalArgumentException("Not a picture that can be read: " + file);
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
