package io.plumbline.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The one thing of an Exif block that the meaning of the pixels hangs on: which way is up. Exif 2.32, 4.6.4 A, tag 0x0112. */
final class Orientation {
    /** The first row is the top, the first column the left. */
    static final int UPRIGHT = 1;

    private static final int MOST = 8;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int MAGIC = 42;
    private static final int FIRST_DIRECTORY = 8;
    private static final int BLOCK = 26;

    private Orientation() {}

    /** The orientation that a TIFF block tells, 1 to 8; 1 where it tells none or is damaged. */
    static int of(byte[] file, int from, int length) {
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
    static byte[] block(int orientation) {
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
