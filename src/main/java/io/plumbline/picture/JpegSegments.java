package io.plumbline.picture;

import io.plumbline.kernel.Orientation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A JPEG file, segment by segment: ITU-T T.81 annex B, JFIF 1.02, Exif 2.32. */
final class JpegSegments {
    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int COMMENT = 0xFE;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int JFIF_HEADER = 14;

    private final byte[] file;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rest;
    private int at = 2;
    private int width;
    private int height;
    private int orientation = Orientation.UPRIGHT;

    private JpegSegments(byte[] file) {
        this.file = file;
        this.rest = new ByteArrayOutputStream(file.length);
    }

    static PictureFile cleaned(byte[] file) {
        return new JpegSegments(file).read();
    }

    /** What follows the end marker, such as the film of a moving photograph, is no part of the picture. */
    private PictureFile read() {
        int marker = marker();
        boolean scanned = false;
        while (marker != END) {
            int length = length();
            if (marker == SCAN) {
                copy(rest, marker, length);
                scanData();
                scanned = true;
            } else {
                segment(marker, length);
            }
            marker = marker();
        }
        if (!scanned || width == 0) {
            throw PictureFile.unreadable("it ends before its pixels");
        }
        return PictureFile.of("image/jpeg", width, height, orientation, written());
    }

    private void segment(int marker, int length) {
        switch (marker) {
            case APP0 -> {
                if (begins(length, "JFIF\0") && length >= 2 + JFIF_HEADER) {
                    jfif();
                }
                at += length;
            }
            case APP1 -> {
                if (begins(length, "Exif\0\0")) {
                    orientation = Orientation.of(file, at + 8, length - 8);
                }
                at += length;
            }
            case APP2 -> keepIf(begins(length, "ICC_PROFILE\0"), marker, length);
            case APP14 -> keepIf(begins(length, "Adobe"), marker, length);
            default -> {
                frame(marker, length);
                keepIf(!isMetadata(marker), marker, length);
            }
        }
    }

    private static boolean isMetadata(int marker) {
        return marker == COMMENT || (marker >= APP0 && marker <= APP15);
    }

    /** Its thumbnail is left out: it may show what was cut off. */
    private void jfif() {
        first.write(0xFF);
        first.write(APP0);
        first.write(0);
        first.write(2 + JFIF_HEADER);
        first.write(file, at + 2, JFIF_HEADER - 2);
        first.write(0);
        first.write(0);
    }

    private void frame(int marker, int length) {
        boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && length >= 8) {
            height = unsigned(at + 3);
            width = unsigned(at + 5);
        }
    }

    private void keepIf(boolean keep, int marker, int length) {
        if (keep) {
            copy(rest, marker, length);
        } else {
            at += length;
        }
    }

    private void copy(ByteArrayOutputStream to, int marker, int length) {
        to.write(0xFF);
        to.write(marker);
        to.write(file, at, length);
        at += length;
    }

    /** Up to the next marker that is neither a stuffed byte nor a restart. */
    private void scanData() {
        int from = at;
        while (at + 1 < file.length) {
            int next = file[at + 1] & 0xFF;
            if ((file[at] & 0xFF) == 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) {
                rest.write(file, from, at - from);
                return;
            }
            at++;
        }
        throw PictureFile.unreadable("it ends within its pixels");
    }

    private int marker() {
        if (at + 1 >= file.length || (file[at] & 0xFF) != 0xFF) {
            throw PictureFile.unreadable(
                    at + 1 >= file.length ? "it ends before its end marker" : "there is no marker at byte " + at);
        }
        while (at + 1 < file.length && (file[at + 1] & 0xFF) == 0xFF) {
            at++;
        }
        if (at + 1 >= file.length) {
            throw PictureFile.unreadable("it ends before its end marker");
        }
        int marker = file[at + 1] & 0xFF;
        at += 2;
        if (marker == START || marker <= 1 || (marker >= 0xD0 && marker <= 0xD7)) {
            throw PictureFile.unreadable(
                    String.format(java.util.Locale.ROOT, "marker %02x at byte %d", marker, at - 2));
        }
        return marker;
    }

    private int length() {
        int length = at + 1 < file.length ? unsigned(at) : 0;
        if (length < 2 || length > file.length - at) {
            throw PictureFile.unreadable("a segment at byte " + at + " is longer than the file");
        }
        return length;
    }

    private int unsigned(int index) {
        return ((file[index] & 0xFF) << 8) | (file[index + 1] & 0xFF);
    }

    private boolean begins(int length, String identifier) {
        byte[] expected = identifier.getBytes(StandardCharsets.US_ASCII);
        if (length < 2 + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (file[at + 2 + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(first.size() + rest.size() + 64);
        out.write(0xFF);
        out.write(START);
        out.writeBytes(first.toByteArray());
        if (orientation != Orientation.UPRIGHT) {
            byte[] block = Orientation.block(orientation);
            byte[] identifier = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
            out.write(0xFF);
            out.write(APP1);
            out.write(0);
            out.write(2 + identifier.length + block.length);
            out.writeBytes(identifier);
            out.writeBytes(block);
        }
        out.writeBytes(rest.toByteArray());
        out.write(0xFF);
        out.write(END);
        return out.toByteArray();
    }
}
