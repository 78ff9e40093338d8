package io.plumbline.feedback;

import io.plumbline.feedback.LabelledPictures.Reference;
import io.plumbline.kernel.Rejection;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.PictureFile;
import io.plumbline.picture.Pictures;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Labelled pictures that a data scientist brings along: a zip whose folders are the classes. */
@ApplicationScoped
public class ReferencePictures {
    private static final int MAX_PICTURES = 50_000;
    private static final int MAX_PICTURE_BYTES = 8 << 20;
    private static final long MAX_BYTES = 128L << 20;
    private static final int MAX_LABEL = 100;
    private static final int BATCH = 500;

    private final Pictures pictures;
    private final LabelledPictures labelled;

    public ReferencePictures(Pictures pictures, LabelledPictures labelled) {
        this.pictures = pictures;
        this.labelled = labelled;
    }

    /** How many pictures were new, and how many were there already. */
    public record Added(int added, int known) {}

    /**
     * Adds the pictures of a zip. If one cannot be taken, none is.
     *
     * @param zip entries named {@code <class>/<anything>}, in any depth below the class; PNG or JPEG by their content
     * @throws Rejection INVALID or TOO_LARGE, naming the entry that cannot be taken
     */
    public Added add(String model, byte[] zip) {
        List<NewPicture> contents = new ArrayList<>();
        SortedMap<String, Reference> labels = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            long total = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isDirectory() || hidden(entry.getName())) {
                    continue;
                }
                String label = label(entry.getName());
                byte[] bytes = in.readNBytes(MAX_PICTURE_BYTES + 1);
                total += bytes.length;
                check(entry.getName(), bytes, total, contents.size());
                check(entry.getName(), bytes);
                NewPicture picture = new NewPicture(bytes, Consent.TRAINING, NewPicture.REFERENCE);
                Reference other = labels.putIfAbsent(
                        picture.name().hex(), new Reference(label, Optional.empty(), Optional.empty()));
                if (other != null && !other.label().equals(label)) {
                    throw Rejection.invalid(
                            "two-labels",
                            "The same picture is in '" + other.label() + "' and in '" + entry.getName() + "'.");
                }
                contents.add(picture);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new Rejection(Rejection.Kind.INVALID, "zip-broken", "This is no readable zip: " + e.getMessage(), e);
        }
        if (contents.isEmpty()) {
            throw Rejection.invalid("zip-empty", "The zip holds no pictures; folders named by class are expected.");
        }
        for (int from = 0; from < contents.size(); from += BATCH) {
            pictures.putAll(contents.subList(from, Math.min(contents.size(), from + BATCH)));
        }
        int added = labelled.addReference(model, labels);
        return new Added(added, contents.size() - added);
    }

    /** What desktop systems leave behind. */
    private static boolean hidden(String name) {
        return name.startsWith("__MACOSX/")
                || name.substring(name.lastIndexOf('/') + 1).startsWith(".");
    }

    /** The class becomes a text of the database and a word on pages; nothing is ever unpacked by these names. */
    private static String label(String name) {
        if (name.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))
                || List.of(name.split("/", -1)).stream().anyMatch(part -> part.equals("..") || part.equals("."))) {
            throw Rejection.invalid(
                    "zip-path-unsafe",
                    "'" + name.replaceAll("\\p{Cntrl}", "?")
                            + "' is no plain path: class and file name alone are needed, for instance sneaker/1.png.");
        }
        int slash = name.indexOf('/');
        String label = slash < 0 ? "" : name.substring(0, slash).strip();
        if (label.isEmpty() || label.length() > MAX_LABEL) {
            throw Rejection.invalid(
                    "no-class-folder",
                    "'" + name + "' lies in no folder named by its class, for instance sneaker/1.png.");
        }
        return label;
    }

    private static void check(String name, byte[] bytes, long total, int count) {
        if (bytes.length > MAX_PICTURE_BYTES || total > MAX_BYTES || count >= MAX_PICTURES) {
            throw new Rejection(
                    Rejection.Kind.TOO_LARGE,
                    "zip-too-large",
                    "At '" + name + "' the zip exceeds 8 MiB a picture, 128 MiB or " + MAX_PICTURES + " pictures.");
        }
    }

    /** By its bytes: a name says little, and who retrains later could not open the picture. */
    private static void check(String name, byte[] bytes) {
        try {
            PictureFile.cleaned(bytes);
        } catch (Rejection e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, "not-a-picture", "'" + name + "' cannot be taken. " + e.detail(), e);
        }
    }
}
