package io.plumbline.kernel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The one thing of an Exif block that the meaning of the pixels hangs on: which way is up. Exif 2.32, 4.6.4 A, tag 0x0112.
 *
 * <p>1: as it is; 2: mirrored; 3: upside down; 4: mirrored and upside down; 5 to 8 lie on their side, rows being columns: 5 mirrored
 * at the diagonal from the top left, 6 to be turned to the right, 7 mirrored at the other diagonal, 8 to be turned to the left.
 */
public final class Orientation {
    /** The first row is the top, the first column the left. */
    public static final int UPRIGHT = 1;

    private static final int MOST = 8;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int MAGIC = 42;
    private static final int FIRST_DIRECTORY = 8;
    private static final int BLOCK = 26;
    private static final int FIRST_ON_SIDE = 5;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int JPEG_APP1 = 0xE1;
    private static final int JPEG_SCAN = 0xDA;
    private static final int JPEG_END = 0xD9;
    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_AROUND = 12;
    private static final int PNG_EXIF = 0x65584966;

    private Orientation() {}

    /** Whether width and height change places when it is held upright. */
    public static boolean isOnSide(int orientation) {
        return orientation >= FIRST_ON_SIDE;
    }

    /** The orientation that a JPEG or PNG file tells, 1 to 8; 1 where it tells none or is damaged. */
    public static int ofFile(byte[] file) {
        if (file.length < PNG_SIGNATURE) {
            return UPRIGHT;
        }
        return (file[0] & 0xFF) == 0xFF ? ofJpeg(file) : ofPng(file);
    }

    private static int ofJpeg(byte[] file) {
        int found = UPRIGHT;
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            if (marker == JPEG_SCAN || marker == JPEG_END) {
                return found;
            }
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int length = (file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF);
            int from = at + 4 + EXIF.length;
            int to = at + 2 + length;
            if (marker == JPEG_APP1
                    && from <= to
                    && to <= file.length
                    && Arrays.equals(file, at + 4, from, EXIF, 0, EXIF.length)) {
                found = of(file, from, to - from);
            }
            at = to;
        }
        return found;
    }

    private static int ofPng(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int at = PNG_SIGNATURE;
        while (at + PNG_AROUND <= file.length) {
            int length = in.getInt(at);
            if (length < 0 || length > file.length - at - PNG_AROUND) {
                return UPRIGHT;
            }
            if (in.getInt(at + 4) == PNG_EXIF) {
                return of(file, at + 8, length);
            }
            at += length + PNG_AROUND;
        }
        return UPRIGHT;
    }

    /** The orientation that a TIFF block tells, 1 to 8; 1 where it tells none or is damaged. */
    public static int of(byte[] file, int from, int length) {
        ByteBuffer tiff = ByteBuffer.wrap(file, from, length).slice();
        try {
            tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (tiff.getShort(2) != MAGIC) {
                return UPRIGHT;
            }
            tiff.position(tiff.getInt(4));
            int entries = Short.toUnsignedInt(tiff.getShort());
            for (int i = 0; i < entries; i++) {
                int tag = Short.toUnsignedInt(tiff.getShort());
                int type = tiff.getShort();
                tiff.getInt();
                int value = tiff.getShort();
                tiff.getShort();
                if (tag == TAG && type == SHORT && value >= UPRIGHT && value <= MOST) {
                    return value;
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Safe because: what cannot be read tells no orientation.
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    /** A TIFF block that tells nothing but an orientation. */
    public static byte[] block(int orientation) {
        return ByteBuffer.allocate(BLOCK)
                .put(new byte[] {'M', 'M'})
                .putShort((short) MAGIC)
                .putInt(FIRST_DIRECTORY)
                .putShort((short) 1)
                .putShort((short) TAG)
                .putShort((short) SHORT)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }
}
