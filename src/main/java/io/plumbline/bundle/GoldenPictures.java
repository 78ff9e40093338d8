package io.plumbline.bundle;

import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Pictures that nobody took, for golden cases: a bundle goes to every phone, and what people took is not to go with it. Tiles of many
 * colours with a disc before them, which zip well; the same ones on every machine, for {@link Random} is specified.
 */
final class GoldenPictures {
    private static final int SEED = 1;
    private static final int TILES = 6;
    private static final int COLOURS = 1 << 24;

    private GoldenPictures() {}

    /** Some of the size of an input, normalised for it; shape (cases, channels × height × width). */
    static float[][] of(ModelDefinition.Input input, int cases) {
        Random random = new Random(SEED);
        float[][] pictures = new float[cases][];
        for (int i = 0; i < cases; i++) {
            pictures[i] = Pixels.of(picture(random, input.width(), input.height()), input);
        }
        return pictures;
    }

    private static BufferedImage picture(Random random, int width, int height) {
        int[] tiles = random.ints(TILES * TILES, 0, COLOURS).toArray();
        int disc = random.nextInt(COLOURS);
        double centreX = width * (0.3 + 0.4 * random.nextDouble());
        double centreY = height * (0.3 + 0.4 * random.nextDouble());
        double radius = Math.min(width, height) * (0.2 + 0.2 * random.nextDouble());
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x - centreX;
                double dy = y - centreY;
                boolean inside = dx * dx + dy * dy < radius * radius;
                picture.setRGB(x, y, inside ? disc : tiles[y * TILES / height * TILES + x * TILES / width]);
            }
        }
        return picture;
    }
}
