package io.plumbline.snapshot;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.picture.PictureFile;
import io.plumbline.store.Blob;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A split of a snapshot as COCO has it: {@code images}, {@code annotations} with masks as run lengths, {@code categories}. What
 * COCO has no word for stands in members of an image that other tools ignore.
 */
final class CocoWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final Snapshots snapshots;
    private final Snapshot snapshot;
    private final SortedMap<String, Integer> categories = new TreeMap<>();

    CocoWriter(Snapshots snapshots, Snapshot snapshot, List<String> labels) {
        this.snapshots = snapshots;
        this.snapshot = snapshot;
        new java.util.TreeSet<>(labels).forEach(label -> categories.put(label, categories.size() + 1));
    }

    /** Writes it, and leaves the stream open. Two walks over the pictures, so that none has to be remembered. */
    void write(Split split, OutputStream out) throws IOException {
        JsonGenerator json =
                JSON.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeObjectFieldStart("info");
        json.writeStringField("description", "Plumbline snapshot " + snapshot.id() + " of " + snapshot.model());
        json.writeNumberField("seed", snapshot.seed());
        json.writeEndObject();
        json.writeArrayFieldStart("images");
        walk(split, (number, entry, picture) -> image(json, number, entry, picture));
        json.writeEndArray();
        json.writeArrayFieldStart("annotations");
        walk(split, (number, entry, picture) -> annotation(json, number, entry));
        json.writeEndArray();
        json.writeArrayFieldStart("categories");
        for (Map.Entry<String, Integer> category : categories.entrySet()) {
            json.writeStartObject();
            json.writeNumberField("id", category.getValue());
            json.writeStringField("name", category.getKey());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }

    private interface Step {
        void take(int number, Entry entry, Blob picture) throws IOException;
    }

    private void walk(Split split, Step step) throws IOException {
        int[] number = {0};
        snapshots.<IOException>visit(snapshot.id(), entry -> {
            if (entry.split() == split) {
                Optional<Blob> picture = snapshots.bytes(entry.image());
                if (picture.isPresent()) {
                    step.take(++number[0], entry, picture.get());
                }
            }
        });
    }

    private static void image(JsonGenerator json, int number, Entry entry, Blob picture) throws IOException {
        PictureFile file = PictureFile.cleaned(picture.bytes());
        json.writeStartObject();
        json.writeNumberField("id", number);
        json.writeStringField("file_name", PictureZip.fileName(entry.image(), picture.mediaType()));
        json.writeNumberField("width", file.width());
        json.writeNumberField("height", file.height());
        json.writeStringField("origin", entry.origin().word());
        json.writeStringField("source", entry.source());
        json.writeNumberField("weight", entry.weight());
        if (entry.propensity().isPresent()) {
            json.writeNumberField("propensity", entry.propensity().getAsDouble());
        }
        json.writeEndObject();
    }

    private void annotation(JsonGenerator json, int number, Entry entry) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", number);
        json.writeNumberField("image_id", number);
        json.writeNumberField("category_id", categories.get(entry.label()));
        Optional<Blob> drawn = entry.mask().flatMap(snapshots::bytes);
        if (drawn.isPresent()) {
            Mask mask = Mask.of(drawn.get().bytes());
            json.writeObjectFieldStart("segmentation");
            json.writeFieldName("size");
            json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
            json.writeFieldName("counts");
            json.writeArray(mask.runs(), 0, mask.runs().length);
            json.writeEndObject();
            json.writeNumberField("area", mask.area());
            json.writeFieldName("bbox");
            json.writeArray(mask.box(), 0, 4);
            json.writeNumberField("iscrowd", 1);
        }
        json.writeEndObject();
    }
}
