package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.feedback.LabelledPictures.Reference;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.PictureFile;
import io.plumbline.picture.Pictures;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Brings snapshots in: a zip with a manifest, with folders named by class, or with COCO annotations; or a manifest alone, of pictures
 * that are here. What was exported comes back as the same snapshot.
 *
 * <p>Pictures are written as they come, some at a time, so that memory does not grow with them. Those that were brought along become
 * labelled pictures of the model too, so that the next retraining may learn from them.
 */
@ApplicationScoped
public class SnapshotImport {
    private static final int BATCH = 200;

    private final Snapshots snapshots;
    private final Pictures pictures;
    private final LabelledPictures labelled;

    SnapshotImport(Snapshots snapshots, Pictures pictures, LabelledPictures labelled) {
        this.snapshots = snapshots;
        this.pictures = pictures;
        this.labelled = labelled;
    }

    /**
     * How COCO annotations are taken.
     *
     * @param masks whether the model draws masks: only then can an image without annotations be one without a subject
     * @param category of whose annotations alone it is to hear; images without any are without a subject
     */
    public record Taking(boolean masks, Optional<String> category) {
        /** @throws Rejection {@code coco-invalid} if a category is told where classes are */
        public Taking {
            category.filter(told -> !masks).ifPresent(told -> {
                throw Rejection.invalid(
                        "coco-invalid",
                        "category is '" + told + "', but the model names classes; it is for models that draw masks.");
            });
        }
    }

    /**
     * What came of an import.
     *
     * @param withoutSubject in how many pictures of COCO annotations nothing is meant
     */
    public record Imported(Snapshot snapshot, OptionalInt withoutSubject) {
        static Imported of(Snapshot snapshot) {
            return new Imported(snapshot, OptionalInt.empty());
        }
    }

    /**
     * A manifest of pictures that are here.
     *
     * @param rule whose seed stands where the manifest tells none
     * @throws Rejection {@code manifest-invalid}, {@code picture-missing}, {@code device-in-two-splits}
     */
    public Imported manifest(String model, InputStream csv, DrawingRule rule, String actor) throws IOException {
        ManifestReader.Read read =
                ManifestReader.read(new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8)));
        requireOneSplitEach(read.entries());
        requireHere(read.entries());
        return Imported.of(keep(
                model,
                read.entries(),
                image -> true,
                read.seed().orElse(rule.seed()),
                "Imported from a manifest.",
                actor));
    }

    /**
     * A zip.
     *
     * @param rule by which splits are drawn where the zip tells none
     * @param taking how its annotations are taken, if it has any
     * @throws Rejection {@code device-in-two-splits}, {@code picture-in-two-splits}, and others naming the file that cannot be
     *     taken; what was written of its pictures until then is removed again if nothing refers to it
     */
    public Imported zip(String model, InputStream zip, DrawingRule rule, Taking taking, String actor)
            throws IOException {
        Path copy = Files.createTempFile("plumbline-import", ".zip");
        try {
            Files.copy(zip, copy, StandardCopyOption.REPLACE_EXISTING);
            try (ImportedFiles files = new ImportedFiles(copy)) {
                return files(model, files, rule, taking, actor);
            }
        } finally {
            Files.delete(copy);
        }
    }

    private Imported files(String model, ImportedFiles files, DrawingRule rule, Taking taking, String actor)
            throws IOException {
        List<String> annotations =
                files.names().stream().filter(name -> name.endsWith(".json")).toList();
        boolean listed = files.has(SnapshotExport.MANIFEST);
        if (listed || annotations.isEmpty()) {
            taking.category().ifPresent(told -> {
                throw Rejection.invalid(
                        "coco-invalid", "category is '" + told + "', but the zip has no COCO annotations.");
            });
            return Imported.of(
                    listed
                            ? listed(model, files, rule, actor)
                            : folders(model, files, new ImportedEntries(rule), rule, actor));
        }
        ImportedEntries entries = new ImportedEntries(rule);
        long seed = rule.seed();
        int empty = 0;
        for (String name : annotations) {
            CocoReader.Read read = CocoReader.read(files, name, taking);
            seed = read.seed().orElse(seed);
            empty += coco(files, name, read.images(), entries);
        }
        String words = "Imported from COCO annotations"
                + (empty == 0 ? "." : String.format(Locale.ROOT, ", %,d of the pictures without a subject.", empty));
        return new Imported(keep(model, entries, seed, words, actor), OptionalInt.of(empty));
    }

    private Snapshot listed(String model, ImportedFiles files, DrawingRule rule, String actor) throws IOException {
        try (BufferedReader in = files.reader(SnapshotExport.MANIFEST)) {
            ManifestReader.Read read = ManifestReader.read(in);
            requireOneSplitEach(read.entries());
            snapshots.requireNotForgotten(read.entries());
            put(files, read.entries());
            requireHere(read.entries());
            return keep(
                    model,
                    read.entries(),
                    image -> true,
                    read.seed().orElse(rule.seed()),
                    "Imported with a manifest.",
                    actor);
        }
    }

    private Snapshot folders(
            String model, ImportedFiles files, ImportedEntries entries, DrawingRule rule, String actor) {
        folders(files, entries);
        return keep(model, entries, rule.seed(), "Imported from folders named by class.", actor);
    }

    private Snapshot keep(String model, ImportedEntries entries, long seed, String words, String actor) {
        List<Entry> sorted = entries.sorted(pictures.senders(entries.images()));
        return keep(model, sorted, image -> !entries.isDrawn(image), seed, words, actor);
    }

    /** @param told whether the files tell the split of a picture, which it then keeps in what is drawn later */
    private Snapshot keep(
            String model, List<Entry> entries, Predicate<Sha256> told, long seed, String words, String actor) {
        SortedMap<String, Reference> references = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.origin() == Origin.REFERENCE) {
                references.put(
                        entry.image().hex(),
                        new Reference(
                                entry.label(),
                                entry.mask(),
                                Optional.of(entry.split().word()).filter(split -> told.test(entry.image()))));
            }
        }
        Snapshot kept = snapshots.keep(model, seed, words, entries, actor);
        labelled.addReference(model, references);
        return kept;
    }

    /** The files of a manifest's pictures, by the address that their names begin with. */
    private void put(ImportedFiles files, List<Entry> entries) {
        Map<String, String> byAddress = new TreeMap<>();
        for (String name : files.names()) {
            String file = name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\..*$", "");
            if (Sha256.isValid(file)) {
                byAddress.put(file, name);
            }
        }
        List<NewPicture> some = new ArrayList<>();
        for (Entry entry : entries) {
            picture(files, byAddress, entry.image(), entry.source()).ifPresent(some::add);
            entry.mask()
                    .flatMap(mask -> picture(files, byAddress, mask, entry.source()))
                    .ifPresent(some::add);
            if (some.size() >= BATCH) {
                pictures.putAll(some);
                some.clear();
            }
        }
        pictures.putAll(some);
    }

    private static Optional<NewPicture> picture(
            ImportedFiles files, Map<String, String> byAddress, Sha256 image, String source) {
        Optional<String> name = Optional.ofNullable(byAddress.get(image.hex()));
        return name.map(file -> {
            byte[] bytes = files.bytes(file);
            Sha256 content = Sha256.of(cleaned(file, bytes).bytes());
            if (!content.equals(image)) {
                throw Rejection.invalid(
                        "digest-mismatch", "The SHA-256 of '" + file + "' is " + content + ", not what its name says.");
            }
            return new NewPicture(bytes, Consent.TRAINING, source);
        });
    }

    private static PictureFile cleaned(String name, byte[] bytes) {
        try {
            return PictureFile.cleaned(bytes);
        } catch (Rejection e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, "not-a-picture", "'" + name + "' cannot be taken. " + e.detail(), e);
        }
    }

    private void requireOneSplitEach(List<Entry> entries) {
        List<Sha256> images = entries.stream().map(Entry::image).toList();
        ImportedEntries.devices(entries, pictures.senders(images), image -> "picture " + image);
    }

    private void requireHere(List<Entry> entries) {
        List<Sha256> addresses = new ArrayList<>();
        for (Entry entry : entries) {
            addresses.add(entry.image());
            entry.mask().ifPresent(addresses::add);
        }
        pictures.firstMissing(addresses).ifPresent(missing -> {
            throw Rejection.invalid(
                    "picture-missing",
                    "Picture " + missing + " of the manifest is neither in the zip nor kept here with consent to"
                            + " training.");
        });
    }

    private void folders(ImportedFiles files, ImportedEntries entries) {
        boolean splits = files.names().stream()
                .allMatch(name -> name.split("/", -1).length > 2
                        && ImportedEntries.split(name).isPresent());
        List<NewPicture> some = new ArrayList<>();
        for (String name : files.names()) {
            String[] parts = name.split("/", -1);
            if (parts.length < (splits ? 3 : 2)) {
                throw Rejection.invalid(
                        "no-class-folder",
                        "'" + name + "' lies in no folder named by its class, such as sneaker/1.png.");
            }
            byte[] bytes = files.bytes(name);
            PictureFile file = cleaned(name, bytes);
            String label = SnapshotExport.label(parts[splits ? 1 : 0]).strip();
            Optional<Split> split = splits ? ImportedEntries.split(name) : Optional.empty();
            entries.add(name, Sha256.of(file.bytes()), label, split, Optional.empty());
            add(some, file.bytes());
        }
        pictures.putAll(some);
    }

    /** Takes the images of annotations; in how many nothing is meant. */
    private int coco(
            ImportedFiles files, String annotations, List<CocoReader.Annotated> images, ImportedEntries entries) {
        Map<String, String> byFile = new HashMap<>();
        Optional<Split> split = ImportedEntries.split(annotations.substring(annotations.lastIndexOf('/') + 1));
        for (String name : files.names()) {
            byFile.merge(name.substring(name.lastIndexOf('/') + 1), name, (one, other) -> one);
        }
        List<NewPicture> some = new ArrayList<>();
        int empty = 0;
        for (CocoReader.Annotated each : images) {
            String asked = each.fileName();
            String name = files.has(asked)
                    ? asked
                    : Optional.ofNullable(byFile.get(asked.substring(asked.lastIndexOf('/') + 1)))
                            .orElseThrow(() -> Rejection.invalid(
                                    "file-missing", "The annotations name '" + asked + "', which the zip has not."));
            PictureFile file = cleaned(name, files.bytes(name));
            Optional<Mask> drawn = each.empty() ? Optional.of(Mask.empty(file.width(), file.height())) : each.mask();
            drawn.ifPresent(mask -> requireSize(mask, file, name));
            empty += drawn.filter(mask -> mask.area() == 0).isPresent() ? 1 : 0;
            Optional<byte[]> mask =
                    drawn.map(meant -> PictureFile.cleaned(meant.png()).bytes());
            Entry entry = entries.addAnnotated(name, Sha256.of(file.bytes()), each, split, mask.map(Sha256::of));
            snapshots.requireNotForgotten(List.of(entry));
            add(some, file.bytes());
            mask.ifPresent(bytes -> add(some, bytes));
        }
        pictures.putAll(some);
        return empty;
    }

    private static void requireSize(Mask mask, PictureFile picture, String name) {
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw Mask.invalid("that of '" + name + "' is " + mask.width() + " × " + mask.height()
                    + " pixels, the picture " + picture.width() + " × " + picture.height()
                    + ", held upright as its Exif orientation says");
        }
    }

    private void add(List<NewPicture> some, byte[] bytes) {
        some.add(new NewPicture(bytes, Consent.TRAINING, NewPicture.REFERENCE));
        if (some.size() >= BATCH) {
            pictures.putAll(some);
            some.clear();
        }
    }
}
