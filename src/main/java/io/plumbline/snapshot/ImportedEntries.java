package io.plumbline.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.NewPicture;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

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
    private final Map<Sha256, String> files = new HashMap<>();
    private final Set<Sha256> drawn = new HashSet<>();

    ImportedEntries(DrawingRule rule) {
        this.drawing = new Drawing(rule);
    }

    /** The split that a path or a file name begins with; {@code instances_val2017.json} tells one too. */
    static Optional<Split> split(String name) {
        String word = name.replaceFirst("^instances_", "").replaceFirst("[0-9]*(\\.json|/.*)$", "");
        return Optional.ofNullable(FOLDERS.get(word));
    }

    Entry add(String file, Sha256 image, String label, Optional<Split> split, Optional<Sha256> mask) {
        if (split.isEmpty()) {
            drawn.add(image);
        }
        return add(
                file,
                new Entry(
                        image,
                        label,
                        split.orElseGet(() -> drawing.split(image.hex())),
                        1,
                        OptionalDouble.empty(),
                        Origin.REFERENCE,
                        NewPicture.REFERENCE,
                        mask,
                        Map.of()));
    }

    /** With what we wrote beside COCO's own words, where it is there. */
    Entry addAnnotated(
            String file, Sha256 image, CocoReader.Annotated each, Optional<Split> split, Optional<Sha256> mask) {
        JsonNode facts = each.facts();
        if (!facts.has("origin") || !facts.has("source") || split.isEmpty()) {
            return add(file, image, each.label(), split, mask);
        }
        double propensity = facts.path("propensity").asDouble(0);
        return add(
                file,
                new Entry(
                        image,
                        each.label(),
                        split.get(),
                        facts.path("weight").asDouble(1),
                        propensity > 0 && propensity <= 1 ? OptionalDouble.of(propensity) : OptionalDouble.empty(),
                        Origin.of(facts.path("origin").asText()),
                        facts.path("source").asText(),
                        mask,
                        Map.of()));
    }

    private Entry add(String file, Entry entry) {
        if (entry.label().isEmpty() || entry.label().length() > LONGEST_LABEL) {
            throw Rejection.invalid(
                    "no-class-folder",
                    "'" + file + "' has no class, or one of more than " + LONGEST_LABEL + " characters.");
        }
        Optional<Entry> other =
                Optional.ofNullable(entries.putIfAbsent(entry.image().hex(), entry));
        String first = files.computeIfAbsent(entry.image(), image -> file);
        other.filter(same -> !same.label().equals(entry.label())).ifPresent(same -> {
            throw Rejection.invalid(
                    "two-labels",
                    "'" + file + "' and '" + first + "' are the same picture, here of class '" + entry.label()
                            + "' and there of '" + same.label() + "'. Remove the one that is wrong.");
        });
        other.filter(same -> same.split() != entry.split()).ifPresent(same -> {
            throw Rejection.invalid(
                    "picture-in-two-splits",
                    "'" + file + "' and '" + first + "' are the same picture, here in "
                            + entry.split().word() + " and there in "
                            + same.split().word() + "; a model would be judged by what it learnt. Remove one of them.");
        });
        return entry;
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
        List<Entry> told = entries.values().stream()
                .filter(entry -> !isDrawn(entry.image()))
                .toList();
        Map<String, Split> devices = devices(told, senders, image -> "'" + files.get(image) + "'");
        return entries.values().stream()
                .map(entry -> entry.device(senders)
                        .filter(device -> isDrawn(entry.image()))
                        .map(device -> entry.of(
                                device,
                                Optional.ofNullable(devices.get(device)).orElseGet(() -> drawing.split(device))))
                        .orElse(entry))
                .toList();
    }

    /**
     * The split of each device: no device is in two.
     *
     * @param told pictures whose split the files tell
     * @param senders devices that took pictures, also such as were brought along
     * @param names what the files call a picture
     * @throws Rejection {@code device-in-two-splits}
     */
    static Map<String, Split> devices(
            Collection<Entry> told, Map<Sha256, NavigableSet<String>> senders, Function<Sha256, String> names) {
        Map<String, Entry> first = new HashMap<>();
        Map<String, Split> splits = new HashMap<>();
        for (Entry entry : told) {
            entry.device(senders).ifPresent(device -> {
                Entry before = first.computeIfAbsent(device, any -> entry);
                if (before.split() != entry.split()) {
                    throw Rejection.invalid(
                            "device-in-two-splits",
                            "Pictures of device " + device + " are in "
                                    + before.split().word() + " (" + names.apply(before.image()) + ") and in "
                                    + entry.split().word() + " (" + names.apply(entry.image())
                                    + "); a model would be judged by a device that it knows. Move all pictures of the"
                                    + " device into one split, or leave those of one split out.");
                }
                splits.put(device, entry.split());
            });
        }
        return splits;
    }

    List<Sha256> images() {
        return entries.values().stream().map(Entry::image).toList();
    }
}
