package io.plumbline.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Rejection;
import io.plumbline.snapshot.SnapshotImport.Taking;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads COCO annotations, an element at a time: whoever wrote them, in whatever order their arrays stand.
 *
 * <p>Among masks an image without annotations is one without a subject: a person looked, and drew nothing.
 */
final class CocoReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_PIXELS = 24_000_000;
    private static final int MOST_NAMES = 20;

    private final Taking taking;
    private final String name;
    private final Map<Long, Picture> pictures = new LinkedHashMap<>();
    private final Map<Long, String> categories = new HashMap<>();
    private OptionalLong seed = OptionalLong.empty();

    private CocoReader(Taking taking, String name) {
        this.taking = taking;
        this.name = name;
    }

    /**
     * An image of the annotations.
     *
     * @param facts its members
     * @param label its category
     * @param mask what its annotations mean together, if they say
     * @param empty whether they say that nothing is meant; there is no mask then
     */
    record Annotated(JsonNode facts, String label, Optional<Mask> mask, boolean empty) {
        String fileName() {
            return facts.path("file_name").asText();
        }
    }

    /** All images, in the order of the file. */
    record Read(List<Annotated> images, OptionalLong seed) {}

    private static final class Picture {
        private final JsonNode facts;
        private Optional<String> label = Optional.empty();
        private Optional<Mask> mask = Optional.empty();
        /** Whether an annotation says that there is a subject, with a mask of it or without. */
        private boolean subject;

        Picture(JsonNode facts) {
            this.facts = facts;
        }
    }

    /** @throws Rejection {@code coco-invalid}, {@code mask-invalid} */
    static Read read(ImportedFiles files, String name, Taking taking) throws IOException {
        CocoReader reader = new CocoReader(taking, name);
        reader.walk(files, "images", reader::image);
        reader.walk(
                files,
                "categories",
                each -> reader.categories.put(
                        each.path("id").asLong(), each.path("name").asText().strip()));
        taking.category().ifPresent(reader::requireListed);
        reader.walk(files, "annotations", reader::annotation);
        Optional<String> meant = reader.meant();
        List<Annotated> images = new ArrayList<>();
        for (Picture picture : reader.pictures.values()) {
            String label = picture.label.or(() -> meant).orElseThrow();
            images.add(new Annotated(picture.facts, label, picture.mask, !picture.subject));
        }
        return new Read(images, reader.seed);
    }

    private void requireListed(String category) {
        if (!categories.containsValue(category)) {
            throw invalid("'" + name + "' has no category '" + category + "'; it has " + names());
        }
    }

    private String names() {
        return categories.values().stream()
                .distinct()
                .sorted()
                .limit(MOST_NAMES)
                .map(each -> "'" + each + "'")
                .collect(Collectors.joining(", "));
    }

    /** What images without annotations would show, if there are any. */
    private Optional<String> meant() {
        Set<String> labels = new TreeSet<>();
        boolean masks = false;
        long without = 0;
        for (Picture picture : pictures.values()) {
            picture.label.ifPresent(labels::add);
            without += picture.label.isEmpty() ? 1 : 0;
            masks |= picture.mask.isPresent() || (picture.label.isPresent() && !picture.subject);
        }
        if (taking.category().isPresent() || without == 0) {
            return taking.category();
        }
        String which = "'" + name + "' lists " + without + " images without annotations. ";
        if (!taking.masks()) {
            throw invalid(which + "They have no class, which this model needs; take them out of 'images'");
        }
        if (!masks) {
            throw invalid(which + "No image of it has a mask, so that nobody can tell whether they show nothing or wait"
                    + " to be drawn. Take them out of 'images', or say ?category=<name> of what none of them shows; it"
                    + " has " + names());
        }
        if (labels.size() > 1) {
            throw invalid(which + "They are without a subject, but of which category? Say ?category=<name>; it has "
                    + names());
        }
        return labels.stream().findFirst();
    }

    private interface Element {
        void take(JsonNode element);
    }

    private void walk(ImportedFiles files, String array, Element each) throws IOException {
        try (InputStream in = files.open(name);
                JsonParser json = JSON.createParser(in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("'" + name + "' is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals(array) && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        each.take(json.readValueAsTree());
                    }
                } else if (field.equals("info") && value == JsonToken.START_OBJECT) {
                    JsonNode told = ((JsonNode) json.readValueAsTree()).path("seed");
                    seed = told.isIntegralNumber() ? OptionalLong.of(told.asLong()) : seed;
                } else {
                    json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "coco-invalid",
                    "'" + name + "' is no COCO file: " + e.getOriginalMessage(),
                    e);
        }
    }

    private static Rejection invalid(String why) {
        return Rejection.invalid("coco-invalid", "The COCO annotations cannot be read: " + why + ".");
    }

    private void image(JsonNode image) {
        if (!image.path("id").isIntegralNumber()
                || image.path("file_name").asText().isEmpty()) {
            throw invalid("an image has no id or no file_name");
        }
        if (pictures.putIfAbsent(image.path("id").asLong(), new Picture(image)) != null) {
            throw invalid("image " + image.path("id") + " is there twice");
        }
    }

    private void annotation(JsonNode annotation) {
        Picture picture = Optional.ofNullable(
                        pictures.get(annotation.path("image_id").asLong(-1)))
                .orElseThrow(() -> invalid("annotation " + annotation.path("id") + " is of image "
                        + annotation.path("image_id") + ", which there is not"));
        long category = annotation.path("category_id").asLong(-1);
        if (!categories.containsKey(category)) {
            throw invalid("annotation " + annotation.path("id") + " is of category " + annotation.path("category_id")
                    + ", which there is not");
        }
        String label = categories.getOrDefault(category, "");
        if (taking.category().filter(only -> !only.equals(label)).isPresent()) {
            return;
        }
        picture.label.filter(other -> !other.equals(label)).ifPresent(other -> {
            throw invalid(
                    "'" + picture.facts.path("file_name").asText() + "' is of two categories, '" + other + "' and '"
                            + label + "'; a picture of a snapshot has one. "
                            + (taking.masks()
                                    ? "With ?category=<name> only the masks of that one count, and a picture without"
                                            + " any is one without a subject; '" + name + "' has " + names()
                                    : "Leave one of them out"));
        });
        picture.label = Optional.of(label);
        picture.subject |= !saysNothing(annotation);
        Optional<Mask> mask = mask(annotation.path("segmentation"), picture.facts);
        picture.mask = picture.mask.isPresent() && mask.isPresent()
                ? Optional.of(picture.mask.get().or(mask.get()))
                : picture.mask.or(() -> mask);
    }

    /** An empty segmentation means nothing, unless there is a box: so tools write what was never outlined. */
    private static boolean saysNothing(JsonNode annotation) {
        JsonNode segmentation = annotation.path("segmentation");
        JsonNode box = annotation.path("bbox");
        boolean boxed = box.path(2).asDouble() > 0 && box.path(3).asDouble() > 0;
        return segmentation.isArray() && segmentation.isEmpty() && !boxed;
    }

    private static Optional<Mask> mask(JsonNode segmentation, JsonNode image) {
        if (segmentation.isArray() && !segmentation.isEmpty()) {
            List<double[]> polygons = new ArrayList<>();
            for (JsonNode polygon : segmentation) {
                double[] points = new double[polygon.size()];
                for (int i = 0; i < points.length; i++) {
                    points[i] = polygon.get(i).asDouble();
                }
                polygons.add(points);
            }
            return Optional.of(Mask.of(
                    size(image.path("width").asInt(), image.path("height").asInt()),
                    image.path("height").asInt(),
                    polygons));
        }
        if (!segmentation.isObject()) {
            return Optional.empty();
        }
        int height = segmentation.path("size").path(0).asInt();
        int width = size(segmentation.path("size").path(1).asInt(), height);
        JsonNode counts = segmentation.path("counts");
        if (counts.isTextual()) {
            return Optional.of(Mask.of(width, height, counts.asText()));
        }
        int[] runs = new int[counts.size()];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = counts.get(i).asInt(-1);
        }
        return Optional.of(new Mask(width, height, runs));
    }

    private static int size(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
            throw Mask.invalid("it is " + width + " × " + height + " pixels");
        }
        return width;
    }
}
