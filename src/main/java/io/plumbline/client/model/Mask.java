package io.plumbline.client.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Which pixels of a picture are meant, row by row from the top: a segmenter's answer, or what a person says is right. Immutable.
 */
public final class Mask {
    private static final int HALF = 128;
    private static final int WHITE = 255;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private final boolean[] meant;
    private final int width;

    private Mask(boolean[] meant, int width) {
        if (width < 1 || meant.length == 0 || meant.length % width != 0) {
            throw new IllegalArgumentException(meant.length + " pixels are no picture that is " + width + " wide");
        }
        this.meant = meant;
        this.width = width;
    }

    /**
     * A mask of single pixels.
     *
     * @param meant width * height values, row by row; copied
     * @param width in pixels, at least 1
     * @throws IllegalArgumentException if they fill no rows of that width
     */
    public static Mask of(boolean[] meant, int width) {
        return new Mask(meant.clone(), width);
    }

    /**
     * A mask of transparency, for instance of a bitmap that a person has erased from: what is at least half opaque is meant.
     *
     * @param alpha width * height values from 0 to 255, row by row: {@code pixel >>> 24} of a bitmap's pixels
     * @param width in pixels, at least 1
     * @throws IllegalArgumentException if they fill no rows of that width, or one is out of its range
     */
    public static Mask ofAlpha(int[] alpha, int width) {
        boolean[] meant = new boolean[alpha.length];
        for (int i = 0; i < alpha.length; i++) {
            if (alpha[i] < 0 || alpha[i] > WHITE) {
                throw new IllegalArgumentException("Alpha of pixel " + i + " is " + alpha[i] + ", not 0 to 255");
            }
            meant[i] = alpha[i] >= HALF;
        }
        return new Mask(meant, width);
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return meant.length / width;
    }

    /**
     * Intersection over union with another mask (Jaccard's index): how many pixels are meant by both, of those that are meant by
     * either.
     *
     * @return 0 to 1; 1 if neither means any pixel
     * @throws IllegalArgumentException if the other is of another size
     */
    public double iou(Mask other) {
        if (other.width != width || other.meant.length != meant.length) {
            throw new IllegalArgumentException("A mask of " + width + " x " + height() + " and one of " + other.width
                    + " x " + other.height() + " do not lie on the same picture");
        }
        int both = 0;
        int either = 0;
        for (int i = 0; i < meant.length; i++) {
            both += meant[i] && other.meant[i] ? 1 : 0;
            either += meant[i] || other.meant[i] ? 1 : 0;
        }
        return either == 0 ? 1 : (double) both / either;
    }

    /** A greyscale PNG file (ISO/IEC 15948): white is meant, black is not. */
    public byte[] png() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(SIGNATURE, 0, SIGNATURE.length);
        // Eight bits a pixel, greyscale, deflated, plain filters, not interlaced.
        byte[] header = {0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0};
        putInt(header, 0, width);
        putInt(header, 4, height());
        chunk(out, "IHDR", header);
        byte[] rows = new byte[meant.length + height()];
        int at = 0;
        for (int i = 0; i < meant.length; i++) {
            if (i % width == 0) {
                rows[at++] = 0;
            }
            rows[at++] = (byte) (meant[i] ? WHITE : 0);
        }
        chunk(out, "IDAT", deflated(rows));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[4096];
            while (!deflater.finished()) {
                out.write(some, 0, deflater.deflate(some));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name, 0, name.length);
        crc.update(content, 0, content.length);
        byte[] number = new byte[4];
        putInt(number, 0, content.length);
        out.write(number, 0, number.length);
        out.write(name, 0, name.length);
        out.write(content, 0, content.length);
        putInt(number, 0, (int) crc.getValue());
        out.write(number, 0, number.length);
    }

    private static void putInt(byte[] to, int at, int value) {
        for (int i = 0; i < 4; i++) {
            to[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }
}
