package io.plumbline.retrain.djl.mask;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Photographs with an animal, something to eat or a vehicle in them, made of the folder that docs/training.md tells to fill. */
public final class CompositeClasses {
    private static final SortedMap<String, Pattern> KINDS = new TreeMap<>();
    private static final int HELD = 3;
    private static final int LEAST_SIDE = 200;
    private static final int MOST_SIDE = 1_000;

    static {
        KINDS.put("animal", Pattern.compile("1f4([0-2].|3[0-a])\\.webp"));
        KINDS.put("food", Pattern.compile("1f3(4[5-f]|[567].)\\.webp"));
        KINDS.put("vehicle", Pattern.compile("1f6(8[0-9a-f]|9[0-9a-e])\\.webp"));
    }

    private CompositeClasses() {}

    /** Whether the folder is filled. */
    public static boolean areThere(Path folder) {
        return Files.isDirectory(folder.resolve("objects")) && Files.isDirectory(folder.resolve("scenes"));
    }

    /**
     * Some pictures of each kind, as PNG.
     *
     * @param held whether of the objects that are held back, each third, or of the others
     */
    public static SortedMap<String, List<byte[]>> draw(Path folder, int each, long seed, boolean held)
            throws IOException {
        List<Path> scenes = Composites.files(folder.resolve("scenes"), ".jpg", ".jpeg", ".png").stream()
                .filter(CompositeClasses::isPhotograph)
                .toList();
        SortedMap<String, List<byte[]>> all = new TreeMap<>();
        for (Map.Entry<String, Pattern> kind : KINDS.entrySet()) {
            List<Path> objects = Composites.files(folder.resolve("objects"), ".webp").stream()
                    .filter(p ->
                            kind.getValue().matcher(p.getFileName().toString()).matches())
                    .toList();
            Composites composites = new Composites(Composites.runs(objects, 1, HELD, held), scenes);
            List<byte[]> some = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                ByteArrayOutputStream png = new ByteArrayOutputStream();
                ImageIO.write(composites.draw(seed + 1_000L * i).picture(), "png", png);
                some.add(png.toByteArray());
            }
            all.put(kind.getKey(), some);
        }
        return all;
    }

    /** Some that come with image libraries are broken on purpose, or tiny; many large ones would fill the memory. */
    private static boolean isPhotograph(Path file) {
        try {
            BufferedImage image = ImageIO.read(file.toFile());
            return image != null
                    && Math.min(image.getWidth(), image.getHeight()) >= LEAST_SIDE
                    && Math.max(image.getWidth(), image.getHeight()) <= MOST_SIDE;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
