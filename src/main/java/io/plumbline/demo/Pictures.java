package io.plumbline.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Labelled grey pictures of one size, from a pair of gzipped IDX files (the MNIST format). Immutable. */
final class Pictures {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    private final int width;
    private final int height;
    private final byte[] pixels;
    private final byte[] labels;

    private Pictures(int width, int height, byte[] pixels, byte[] labels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads both files; the streams are left open.
     *
     * @throws IOException if they are not IDX files or do not belong together
     */
    static Pictures read(InputStream imagesGz, InputStream labelsGz) throws IOException {
        DataInputStream images = new DataInputStream(new GZIPInputStream(imagesGz));
        DataInputStream classes = new DataInputStream(new GZIPInputStream(labelsGz));
        requireMagic(images, IMAGES);
        requireMagic(classes, LABELS);
        int n = images.readInt();
        int height = images.readInt();
        int width = images.readInt();
        if (n < 1 || n > 100_000 || width < 1 || width > 256 || height < 1 || height > 256 || classes.readInt() != n) {
            throw new IOException("Not a pair of picture files: " + n + " pictures of " + width + " x " + height);
        }
        byte[] pixels = new byte[n * width * height];
        images.readFully(pixels);
        byte[] labels = new byte[n];
        classes.readFully(labels);
        return new Pictures(width, height, pixels, labels);
    }

    /** Reads the pair that lies on the class path. */
    static Pictures resource(String images, String labels) throws IOException {
        try (InputStream i = open(images);
                InputStream l = open(labels)) {
            return read(i, l);
        }
    }

    static InputStream open(String resource) throws IOException {
        InputStream in = Pictures.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("Not in the jar: " + resource);
        }
        return in;
    }

    private static void requireMagic(DataInputStream in, int magic) throws IOException {
        int found = in.readInt();
        if (found != magic) {
            throw new IOException("Not an IDX file of the expected kind: " + Integer.toHexString(found));
        }
    }

    int size() {
        return labels.length;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Index of the true class. */
    int label(int index) {
        return labels[index];
    }

    /** A fresh array, row by row, 0 to 255. */
    int[] grey(int index) {
        int[] out = new int[width * height];
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels[index * out.length + i] & 255;
        }
        return out;
    }
}
