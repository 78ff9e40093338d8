package io.plumbline.retrain.djl.mask;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** A sheet of pictures and masks, a column each: the picture, the true mask, the teacher's, the student's, what is cut out. */
final class CutOuts {
    private static final int SIDE = 128;
    private static final int ROWS = 5;
    private static final int SQUARE = 16;
    private static final int GAP = 4;

    private final BufferedImage sheet;
    private int column;

    CutOuts(int columns) {
        sheet = new BufferedImage(columns * (SIDE + GAP), ROWS * (SIDE + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(java.awt.Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.dispose();
    }

    void add(BufferedImage picture, float[] truth, float[] taught, float[] said, int side) {
        BufferedImage mask = grey(said, side);
        put(0, picture);
        put(1, grey(truth, side));
        put(2, grey(taught, side));
        put(3, mask);
        put(4, cutOut(scaled(picture), scaled(mask)));
        column++;
    }

    BufferedImage sheet() {
        return sheet;
    }

    private void put(int row, BufferedImage image) {
        Graphics2D g = sheet.createGraphics();
        g.drawImage(scaled(image), column * (SIDE + GAP), row * (SIDE + GAP), null);
        g.dispose();
    }

    private static BufferedImage grey(float[] mask, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < mask.length; i++) {
            image.setRGB(i % side, i / side, Math.round(Math.min(1, Math.max(0, mask[i])) * 255) * 0x010101);
        }
        return image;
    }

    private static BufferedImage cutOut(BufferedImage picture, BufferedImage mask) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            float alpha = (mask.getRGB(x, y) & 0xFF) / 255f;
            int board = (x / SQUARE + y / SQUARE) % 2 == 0 ? 0xFF : 0xD8;
            int rgb = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                int over = picture.getRGB(x, y) >> shift & 0xFF;
                rgb |= Math.round(alpha * over + (1 - alpha) * board) << shift;
            }
            image.setRGB(x, y, rgb);
        }
        return image;
    }

    private static BufferedImage scaled(BufferedImage image) {
        BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = small.createGraphics();
        g.setRenderingHint(
                java.awt.RenderingHints.KEY_INTERPOLATION, java.awt.RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(image, 0, 0, SIDE, SIDE, null);
        g.dispose();
        return small;
    }
}
