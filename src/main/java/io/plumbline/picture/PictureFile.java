package io.plumbline.picture;

import io.plumbline.kernel.Orientation;
import io.plumbline.kernel.Rejection;
import java.util.Arrays;

/**
 * A picture without what it tells beside its pixels: where and when it was taken, with which camera, its thumbnail.
 *
 * <p>Pixels are not encoded anew: the compressed data stays as it is, byte for byte. What a decoder needs stays too, such as
 * colour profiles and, where it is not 1, the Exif orientation, alone in a block of its own.
 *
 * @param mediaType {@code image/png} or {@code image/jpeg}, by the first bytes
 * @param width in pixels, held upright by its orientation
 * @param height likewise
 * @param bytes the file; owned by the record, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
public record PictureFile(String mediaType, int width, int height, byte[] bytes) {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final int MOST_SIDE = 8192;
    private static final long MOST_PIXELS = 24_000_000;

    /** @throws Rejection TOO_LARGE, {@code picture-too-large}: a few bytes can stand for more pixels than fit into memory */
    public PictureFile {
        if (width < 1 || height < 1) {
            throw unreadable("it has " + width + " × " + height + " pixels");
        }
        if (width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new Rejection(
                    Rejection.Kind.TOO_LARGE,
                    "picture-too-large",
                    "The picture has " + width + " × " + height + " pixels, at most " + MOST_SIDE + " a side and "
                            + MOST_PIXELS + " in all are allowed.");
        }
    }

    /**
     * A picture as it was sent, without its metadata. What has none comes out as it went in.
     *
     * @throws Rejection REFUSED, {@code picture-unreadable}, if it is no whole PNG or JPEG; {@code picture-too-large}
     */
    public static PictureFile cleaned(byte[] sent) {
        if (startsWith(sent, PNG)) {
            return PngChunks.cleaned(sent);
        }
        if (startsWith(sent, JPEG)) {
            return JpegSegments.cleaned(sent);
        }
        throw new Rejection(
                Rejection.Kind.REFUSED,
                "picture-unreadable",
                "The picture is neither PNG nor JPEG by its first bytes.");
    }

    /** One whose size is told as it is encoded. */
    static PictureFile of(String mediaType, int width, int height, int orientation, byte[] bytes) {
        return Orientation.isOnSide(orientation)
                ? new PictureFile(mediaType, height, width, bytes)
                : new PictureFile(mediaType, width, height, bytes);
    }

    static Rejection unreadable(String why) {
        return new Rejection(Rejection.Kind.REFUSED, "picture-unreadable", "The picture is damaged: " + why + ".");
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length > magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
