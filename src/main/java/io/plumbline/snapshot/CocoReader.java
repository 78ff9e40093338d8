package io.plumbline.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads COCO annotations, an element at a time: whoever wrote them, in whatever order their arrays stand. */
final class CocoReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_PIXELS = 24_000_000;

    private final Map<Long, Picture> pictures = new LinkedHashMap<>();
    private final Map<Long, String> categories = new HashMap<>();
    private OptionalLong seed = OptionalLong.empty();

    private CocoReader() {}

    /**
     * An image of the annotations.
     *
     * @param facts its members
     * @param label its category
     * @param mask what its annotations mean together, if they say
     */
    record Annotated(JsonNode facts, String label, Optional<Mask> mask) {
        String fileName() {
            return facts.path("file_name").asText();
        }
    }

    /** All images that have an annotation, in the order of the file. */
    record Read(List<Annotated> images, OptionalLong seed) {}

    private static final class Picture {
        private final JsonNode facts;
        private long category = -1;
        private Optional<Mask> mask = Optional.empty();

        Picture(JsonNode facts) {
            this.facts = facts;
        }
    }

    /** @throws Rejection {@code coco-invalid}, {@code mask-invalid} */
    static Read read(ImportedFiles files, String name) throws IOException {
        CocoReader reader = new CocoReader();
        reader.walk(files, name, "images", reader::image);
        reader.walk(
                files,
                name,
                "categories",
                each -> reader.categories.put(
                        each.path("id").asLong(), each.path("name").asText().strip()));
        reader.walk(files, name, "annotations", reader::annotation);
        List<Annotated> images = new ArrayList<>();
        for (Picture picture : reader.pictures.values()) {
            if (picture.category >= 0) {
                images.add(new Annotated(picture.facts, reader.label(picture), picture.mask));
            }
        }
        return new Read(images, reader.seed);
    }

    private interface Element {
        void take(JsonNode element);
    }

    private void walk(ImportedFiles files, String name, String array, Element each) throws IOException {
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
        if (picture.category >= 0 && picture.category != category) {
            throw invalid("'" + picture.facts.path("file_name").asText() + "' is of two categories, '"
                    + categories.get(picture.category) + "' and '" + categories.get(category)
                    + "'; a picture of a snapshot has one");
        }
        picture.category = category;
        Optional<Mask> mask = mask(annotation.path("segmentation"), picture.facts);
        picture.mask = picture.mask.isPresent() && mask.isPresent()
                ? Optional.of(picture.mask.get().or(mask.get()))
                : picture.mask.or(() -> mask);
    }

    private String label(Picture picture) {
        return categories.getOrDefault(picture.category, "");
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
