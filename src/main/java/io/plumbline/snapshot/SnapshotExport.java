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

/** Writes snapshots for other tools, picture by picture: memory does not grow with them. Equal snapshots give equal bytes. */
@ApplicationScoped
public class SnapshotExport {
    static final String MANIFEST = "manifest.csv";
    static final String MASKS = "masks/";
    static final String IMAGES = "images/";
    static final String ANNOTATIONS = "annotations/";

    private static final String UNSAFE = "/\\:*?\"<>|%";
    private static final Pattern ESCAPED = Pattern.compile("%([0-7][0-9A-F])");

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
        PictureZip zip = new PictureZip(out);
        if (format == Format.COCO) {
            coco(snapshot, zip);
        } else {
            folders(snapshot, zip);
        }
        zip.finish();
    }

    private void manifest(Snapshot snapshot, OutputStream out) throws IOException {
        Manifest manifest = new Manifest(snapshot.model(), snapshot.seed());
        out.write(Manifest.HEADER.getBytes(StandardCharsets.UTF_8));
        snapshots.<IOException>visit(
                snapshot.id(), entry -> out.write(manifest.line(entry).getBytes(StandardCharsets.UTF_8)));
    }

    private void folders(Snapshot snapshot, PictureZip zip) throws IOException {
        zip.file(MANIFEST, out -> manifest(snapshot, out));
        Set<Sha256> masks = new HashSet<>();
        snapshots.<IOException>visit(snapshot.id(), entry -> {
            put(zip, entry.split().word() + "/" + folder(entry.label()) + "/", entry.image());
            if (entry.mask().isPresent() && masks.add(entry.mask().get())) {
                put(zip, MASKS, entry.mask().get());
            }
        });
    }

    private void coco(Snapshot snapshot, PictureZip zip) throws IOException {
        SnapshotParts parts = snapshots.parts(snapshot.id());
        CocoWriter writer = new CocoWriter(
                snapshots,
                snapshot,
                parts.classes().stream().map(SnapshotParts.OfClass::label).toList());
        for (SnapshotParts.OfSplit split : parts.splits()) {
            zip.file(ANNOTATIONS + split.split().word() + ".json", out -> writer.write(split.split(), out));
        }
        snapshots.<IOException>visit(
                snapshot.id(), entry -> put(zip, IMAGES + entry.split().word() + "/", entry.image()));
    }

    private void put(PictureZip zip, String folder, Sha256 image) throws IOException {
        Optional<Blob> picture = snapshots.bytes(image);
        if (picture.isPresent()) {
            zip.picture(
                    folder + PictureZip.fileName(image, picture.get().mediaType()),
                    picture.get().bytes());
        }
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
