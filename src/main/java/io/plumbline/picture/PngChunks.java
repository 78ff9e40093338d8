package io.plumbline.picture;

import io.plumbline.kernel.Orientation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/** A PNG file, chunk by chunk: W3C Portable Network Graphics, third edition. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int AROUND = 12;
    private static final int HEADER = 13;
    private static final int CRITICAL = 0x20;

    /** What the look of the pixels hangs on; all other ancillary chunks only tell something about the picture. */
    private static final Set<String> KEPT =
            Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT");

    private PngChunks() {}

    /** What follows the last chunk is no part of the picture; of an animated one the default picture stays. */
    static PictureFile cleaned(byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        out.write(file, 0, SIGNATURE);
        ByteBuffer in = ByteBuffer.wrap(file);
        int at = SIGNATURE;
        int width = 0;
        int height = 0;
        int orientation = Orientation.UPRIGHT;
        boolean pixels = false;
        for (String type = ""; !type.equals("IEND"); ) {
            int length = at + AROUND <= file.length ? in.getInt(at) : -1;
            if (length < 0 || length > file.length - at - AROUND) {
                throw PictureFile.unreadable("it ends before its last chunk");
            }
            type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            check(file, at, length, type, width == 0);
            if (type.equals("IHDR")) {
                width = in.getInt(at + 8);
                height = in.getInt(at + 12);
            } else if (type.equals("eXIf") && orientation == Orientation.UPRIGHT) {
                orientation = Orientation.of(file, at + 8, length);
                orientation(out, orientation);
            }
            pixels |= type.equals("IDAT");
            if (KEPT.contains(type)) {
                out.write(file, at, length + AROUND);
            }
            at += length + AROUND;
        }
        if (!pixels) {
            throw PictureFile.unreadable("it has no pixels");
        }
        return PictureFile.of("image/png", width, height, orientation, out.toByteArray());
    }

    private static void check(byte[] file, int at, int length, String type, boolean first) {
        if (first != type.equals("IHDR") || (first && length != HEADER)) {
            throw PictureFile.unreadable("its header is not its first chunk, or comes twice");
        }
        if (!KEPT.contains(type) && (type.charAt(0) & CRITICAL) == 0) {
            throw PictureFile.unreadable("it has a critical chunk '" + type.replaceAll("[^A-Za-z]", "?")
                    + "', of which nobody knows what it means");
        }
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, 4 + length);
        if ((int) crc.getValue() != ByteBuffer.wrap(file).getInt(at + 8 + length)) {
            throw PictureFile.unreadable("the checksum of a chunk at byte " + at + " is wrong");
        }
    }

    private static void orientation(ByteArrayOutputStream out, int orientation) {
        if (orientation == Orientation.UPRIGHT) {
            return;
        }
        byte[] block = Orientation.block(orientation);
        byte[] typed = ByteBuffer.allocate(4 + block.length)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .put(block)
                .array();
        CRC32 crc = new CRC32();
        crc.update(typed);
        out.writeBytes(ByteBuffer.allocate(AROUND + block.length)
                .putInt(block.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array());
    }
}
