package io.plumbline.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.NewPicture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pictures of an import, each once, with what the files say of them or the rule draws. */
final class ImportedEntries {
    private static final int LONGEST_LABEL = 100;
    private static final Map<String, Split> FOLDERS = Map.of(
            "train",
            Split.TRAIN,
            "validation",
            Split.VALIDATION,
            "valid",
            Split.VALIDATION,
            "val",
            Split.VALIDATION,
            "test",
            Split.TEST);

    private final Drawing drawing;
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private final Map<String, Split> devices = new TreeMap<>();
    private final Set<Sha256> drawn = new HashSet<>();

    ImportedEntries(DrawingRule rule) {
        this.drawing = new Drawing(rule);
    }

    /** The split that a path or a file name begins with; {@code instances_val2017.json} tells one too. */
    static Optional<Split> split(String name) {
        String word = name.replaceFirst("^instances_", "").replaceFirst("[0-9]*(\\.json|/.*)$", "");
        return Optional.ofNullable(FOLDERS.get(word));
    }

    void add(String file, Sha256 image, String label, Optional<Split> split, Optional<Sha256> mask) {
        if (split.isEmpty()) {
            drawn.add(image);
        }
        add(
                file,
                new Entry(
                        image,
                        label,
                        split.orElseGet(() -> drawing.split(image.hex())),
                        1,
                        OptionalDouble.empty(),
                        Origin.REFERENCE,
                        NewPicture.REFERENCE,
                        mask));
    }

    /** With what we wrote beside COCO's own words, where it is there. */
    void addAnnotated(
            String file, Sha256 image, CocoReader.Annotated each, Optional<Split> split, Optional<Sha256> mask) {
        JsonNode facts = each.facts();
        if (!facts.has("origin") || !facts.has("source") || split.isEmpty()) {
            add(file, image, each.label(), split, mask);
            return;
        }
        double propensity = facts.path("propensity").asDouble(0);
        String source = facts.path("source").asText();
        Split before = devices.putIfAbsent(source, split.get());
        if (!source.equals(NewPicture.REFERENCE) && before != null && before != split.get()) {
            throw Rejection.invalid(
                    "device-in-two-splits",
                    "Pictures of " + source + " are in " + before.word() + " and in "
                            + split.get().word() + "; a model would be judged by devices that it knows.");
        }
        add(
                file,
                new Entry(
                        image,
                        each.label(),
                        split.get(),
                        facts.path("weight").asDouble(1),
                        propensity > 0 && propensity <= 1 ? OptionalDouble.of(propensity) : OptionalDouble.empty(),
                        Origin.of(facts.path("origin").asText()),
                        source,
                        mask));
    }

    private void add(String file, Entry entry) {
        if (entry.label().isEmpty() || entry.label().length() > LONGEST_LABEL) {
            throw Rejection.invalid(
                    "no-class-folder",
                    "'" + file + "' has no class, or one of more than " + LONGEST_LABEL + " characters.");
        }
        Optional<Entry> other =
                Optional.ofNullable(entries.putIfAbsent(entry.image().hex(), entry));
        other.filter(same -> !same.label().equals(entry.label()) || same.split() != entry.split())
                .ifPresent(same -> {
                    throw Rejection.invalid(
                            "two-labels",
                            "'" + file + "' is there twice: as '" + same.label() + "' in "
                                    + same.split().word() + " and as '" + entry.label() + "' in "
                                    + entry.split().word() + ".");
                });
    }

    /** Whether no file told the split of a picture. */
    boolean isDrawn(Sha256 image) {
        return drawn.contains(image);
    }

    /**
     * By address. What was drawn is a phone's if one took it, and is then in the split that the files tell of that phone, or that is
     * drawn for it.
     *
     * @param senders devices that took pictures
     */
    List<Entry> sorted(Map<Sha256, NavigableSet<String>> senders) {
        Map<String, Split> told = new TreeMap<>();
        for (Entry entry : entries.values()) {
            if (!isDrawn(entry.image())) {
                device(entry, senders)
                        .ifPresent(device -> told.merge(
                                device, entry.split(), (one, other) -> one.compareTo(other) <= 0 ? one : other));
            }
        }
        return entries.values().stream()
                .map(entry -> device(entry, senders)
                        .filter(device -> isDrawn(entry.image()))
                        .map(device -> entry.of(
                                device, Optional.ofNullable(told.get(device)).orElseGet(() -> drawing.split(device))))
                        .orElse(entry))
                .toList();
    }

    private static Optional<String> device(Entry entry, Map<Sha256, NavigableSet<String>> senders) {
        return Optional.ofNullable(senders.get(entry.image())).map(NavigableSet::first);
    }

    List<Sha256> images() {
        return entries.values().stream().map(Entry::image).toList();
    }
}
