package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.Blob;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes snapshots for other tools, picture by picture: memory does not grow with them. Equal snapshots give equal bytes. */
@ApplicationScoped
public class SnapshotExport {
    static final String MANIFEST = "manifest.csv";
    static final String MASKS = "masks/";
    static final String IMAGES = "images/";
    static final String ANNOTATIONS = "annotations/";

    private static final String UNSAFE = "/\\:*?\"<>|%";
    private static final Pattern ESCAPED = Pattern.compile("%([0-7][0-9A-F])");

    /** The first moment that a zip can tell: whoever exports again gets the same bytes. */
    private static final java.time.LocalDateTime BEGINNING = java.time.LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Snapshots snapshots;

    SnapshotExport(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** What a snapshot can be written as. */
    public enum Format {
        /** The manifest alone: one line a picture. */
        CSV("text/csv", ".csv"),
        /** A zip: the manifest, and a folder for each split with a folder for each class in it. */
        FOLDERS("application/zip", ".zip"),
        /** A zip: COCO annotations for each split, and the pictures. */
        COCO("application/zip", "-coco.zip");

        private final String mediaType;
        private final String ending;

        Format(String mediaType, String ending) {
            this.mediaType = mediaType;
            this.ending = ending;
        }

        /** Its media type. */
        public String mediaType() {
            return mediaType;
        }

        /** The name of a snapshot's file. */
        public String fileName(Snapshot snapshot) {
            return snapshot.model() + "-" + snapshot.id().hex().substring(0, 12) + ending;
        }

        /**
         * That of a word: csv, folders or coco.
         *
         * @throws Rejection {@code format-unknown}
         */
        public static Format of(String word) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return format;
                }
            }
            throw Rejection.invalid("format-unknown", "format is '" + word + "'; it is csv, folders or coco.");
        }
    }

    /** Writes what is left of a snapshot, and leaves the stream open. */
    public void write(Snapshot snapshot, Format format, OutputStream out) throws IOException {
        if (format == Format.CSV) {
            manifest(snapshot, out);
            out.flush();
            return;
        }
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        if (format == Format.COCO) {
            coco(snapshot, zip);
        } else {
            folders(snapshot, zip);
        }
        zip.finish();
        out.flush();
    }

    private void manifest(Snapshot snapshot, OutputStream out) throws IOException {
        Manifest manifest = new Manifest(snapshot.model(), snapshot.seed());
        out.write(Manifest.HEADER.getBytes(StandardCharsets.UTF_8));
        snapshots.<IOException>visit(
                snapshot.id(), entry -> out.write(manifest.line(entry).getBytes(StandardCharsets.UTF_8)));
    }

    private void folders(Snapshot snapshot, ZipOutputStream zip) throws IOException {
        begin(zip, MANIFEST);
        manifest(snapshot, zip);
        zip.closeEntry();
        Set<Sha256> masks = new HashSet<>();
        snapshots.<IOException>visit(snapshot.id(), entry -> {
            put(zip, entry.split().word() + "/" + folder(entry.label()) + "/", entry.image());
            if (entry.mask().isPresent() && masks.add(entry.mask().get())) {
                put(zip, MASKS, entry.mask().get());
            }
        });
    }

    private void coco(Snapshot snapshot, ZipOutputStream zip) throws IOException {
        SnapshotParts parts = snapshots.parts(snapshot.id());
        CocoWriter writer = new CocoWriter(
                snapshots,
                snapshot,
                parts.classes().stream().map(SnapshotParts.OfClass::label).toList());
        for (SnapshotParts.OfSplit split : parts.splits()) {
            begin(zip, ANNOTATIONS + split.split().word() + ".json");
            writer.write(split.split(), zip);
            zip.closeEntry();
        }
        snapshots.<IOException>visit(
                snapshot.id(), entry -> put(zip, IMAGES + entry.split().word() + "/", entry.image()));
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(BEGINNING);
        zip.putNextEntry(entry);
    }

    /** Stored, not deflated: pictures are compressed already. */
    private void put(ZipOutputStream zip, String folder, Sha256 image) throws IOException {
        Optional<Blob> picture = snapshots.bytes(image);
        if (picture.isEmpty()) {
            return;
        }
        byte[] bytes = picture.get().bytes();
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(folder + fileName(image, picture.get()));
        entry.setTimeLocal(BEGINNING);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    static String fileName(Sha256 image, Blob picture) {
        return image.hex() + (picture.mediaType().equals("image/jpeg") ? ".jpg" : ".png");
    }

    /** A class as the name of a folder, on any system; what it is really called stands in the manifest. */
    static String folder(String label) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean safe = c >= ' ' && c != 127 && UNSAFE.indexOf(c) < 0 && (c != '.' || name.length() > 0);
            name.append(safe ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return name.toString();
    }

    /** The class that a folder stands for. */
    static String label(String folder) {
        return ESCAPED.matcher(folder)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
