package io.plumbline.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.stats.Reference.Said;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The validation within {@code model.json}. What was said one by one and the pictures' statistics may be left out. */
final class ValidationJson {
    private static final String SAID = "said";
    private static final String INPUTS = "inputs";
    private static final int COLUMNS = 5;

    private ValidationJson() {}

    static void write(ModelDefinition d, ObjectNode to) {
        Reference validation = d.validation();
        to.put("n", validation.n()).put("errors", validation.errors());
        ObjectNode labels = to.putObject("labels");
        validation.labels().forEach(labels::put);
        to.put("confidence", text(validation.confidence()));
        if (!validation.said().isEmpty()) {
            ArrayNode said = to.putArray(SAID);
            for (Said each : validation.said()) {
                said.addArray()
                        .add(d.labels().indexOf(each.predicted()))
                        .add(d.labels().indexOf(each.corrected()))
                        .add(each.band())
                        .add(each.n())
                        .add(each.confidence());
            }
        }
        if (!validation.inputs().isEmpty()) {
            ObjectNode inputs = to.putObject(INPUTS);
            validation.inputs().forEach((name, values) -> inputs.put(name, text(values)));
        }
    }

    private static String text(Histogram histogram) {
        return Base64.getEncoder().encodeToString(histogram.toBytes());
    }

    /** @param labels the model's, in order */
    static Reference read(JsonPart node, List<String> labels) {
        node.only("n", "errors", "labels", "confidence", SAID, INPUTS);
        SortedMap<String, Long> counts = new TreeMap<>();
        JsonPart byLabel = node.object("labels");
        for (Map.Entry<String, JsonNode> each : byLabel.json().properties()) {
            counts.put(each.getKey(), byLabel.integer(each.getKey(), Long.MAX_VALUE));
        }
        return new Reference(
                node.integer("n", Long.MAX_VALUE),
                node.integer("errors", Long.MAX_VALUE),
                histogram(node, "confidence"),
                counts,
                node.json().has(SAID) ? said(node, labels) : List.of(),
                node.json().has(INPUTS) ? inputs(node.object(INPUTS)) : new TreeMap<>());
    }

    private static Histogram histogram(JsonPart node, String name) {
        return Histogram.fromBytes(Base64.getDecoder().decode(node.text(name)));
    }

    private static List<Said> said(JsonPart node, List<String> labels) {
        List<Said> said = new ArrayList<>();
        for (JsonNode row : node.array(SAID)) {
            boolean whole = row.isArray() && row.size() == COLUMNS && row.get(4).isNumber();
            for (int i = 0; whole && i < COLUMNS - 1; i++) {
                whole = row.get(i).isIntegralNumber() && row.get(i).canConvertToLong();
            }
            if (!whole) {
                throw new IllegalArgumentException("field 'validation.said' has " + row
                        + ", which is not [predicted, corrected, band, n, mean confidence]");
            }
            said.add(new Said(
                    label(row.get(0), labels),
                    label(row.get(1), labels),
                    row.get(2).canConvertToInt() ? row.get(2).intValue() : -1,
                    row.get(3).longValue(),
                    row.get(4).doubleValue()));
        }
        return said;
    }

    private static String label(JsonNode index, List<String> labels) {
        long i = index.longValue();
        if (i < 0 || i >= labels.size()) {
            throw new IllegalArgumentException(
                    "field 'validation.said' names label " + i + " of " + labels.size() + ", counted from 0");
        }
        return labels.get((int) i);
    }

    private static SortedMap<String, Histogram> inputs(JsonPart node) {
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.json().properties()) {
            inputs.put(each.getKey(), histogram(node, each.getKey()));
        }
        return inputs;
    }
}
