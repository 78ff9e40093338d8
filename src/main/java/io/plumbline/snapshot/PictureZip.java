package io.plumbline.snapshot;

import io.plumbline.kernel.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip that is written picture by picture, so that memory does not grow with them. Equal files give equal bytes. */
public final class PictureZip {
    /** The first moment that a zip can tell: whoever exports again gets the same bytes. */
    private static final LocalDateTime BEGINNING = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final OutputStream out;
    private final ZipOutputStream zip;

    /** Writes to a stream, and leaves it open. */
    public PictureZip(OutputStream out) {
        this.out = out;
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    /** Writes the content of a file, and leaves the stream open. */
    @FunctionalInterface
    public interface Content {
        /** Writes it. */
        void write(OutputStream out) throws IOException;
    }

    /** A file. */
    public void file(String name, Content content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(BEGINNING);
        zip.putNextEntry(entry);
        content.write(zip);
        zip.closeEntry();
    }

    /** A picture; stored, not deflated, for it is compressed already. */
    public void picture(String name, byte[] picture) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(picture);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(BEGINNING);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(picture.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(picture);
        zip.closeEntry();
    }

    /** What a picture's file is called. */
    public static String fileName(Sha256 image, String mediaType) {
        return image.hex() + (mediaType.equals("image/jpeg") ? ".jpg" : ".png");
    }

    /** Ends it. */
    public void finish() throws IOException {
        zip.finish();
        out.flush();
    }
}
