package io.plumbline.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.kernel.Rejection;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.stats.Reference.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code model.json} to and from {@link ModelDefinition}; strict: a field unknown, missing or twice is refused. */
final class ModelJson {
    private static final String VALUES = "values";
    private static final String PROBABILITIES = "probabilities";
    private static final String MASK = "mask";
    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(10)
                            .maxNumberLength(30)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ModelJson() {}

    static byte[] write(ModelDefinition d) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("name", d.name()).put("version", d.version()).put("task", d.task().name());
        d.labels().forEach(root.putArray("labels")::add);
        ObjectNode input = root.putObject("input");
        input.put("name", d.input().name());
        input.put("width", d.input().width()).put("height", d.input().height());
        input.put("channels", d.input().channels()).put("layout", d.input().layout());
        d.input().mean().forEach(input.putArray("mean")::add);
        d.input().sd().forEach(input.putArray("sd")::add);
        ObjectNode output = root.putObject("output").put("name", d.output());
        if (d.task().probabilities()) {
            output.put(VALUES, PROBABILITIES);
        }
        if (d.task() instanceof Task.Segmentation mask) {
            root.putObject(MASK).put("threshold", mask.threshold()).put("feather", mask.feather());
        }
        root.put("temperature", d.temperature()).put("abstainThreshold", d.abstainThreshold());
        Validation.write(d, root.putObject("validation"));
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static ModelDefinition read(byte[] json) {
        try {
            return definition(new Node("", MAPPER.readTree(json)));
        } catch (IOException e) {
            throw wrong("it is not JSON: " + firstLine(e), e);
        } catch (IllegalArgumentException e) {
            throw wrong(firstLine(e), e);
        }
    }

    private static ModelDefinition definition(Node root) {
        root.only(
                "name",
                "version",
                "task",
                "labels",
                "input",
                "output",
                "temperature",
                "abstainThreshold",
                "validation",
                MASK);
        Node output = root.object("output");
        output.only("name", VALUES);
        return new ModelDefinition(
                root.text("name"),
                root.text("version"),
                task(root, output),
                root.texts("labels"),
                input(root.object("input")),
                output.text("name"),
                root.number("temperature"),
                root.number("abstainThreshold"),
                Validation.read(root.object("validation"), root.texts("labels")));
    }

    private static Task task(Node root, Node output) {
        String values = output.json().has(VALUES) ? output.text(VALUES) : "logits";
        if (!values.equals("logits") && !values.equals(PROBABILITIES)) {
            throw new IllegalArgumentException("output.values is '" + values + "', expected: logits or probabilities");
        }
        boolean probabilities = values.equals(PROBABILITIES);
        String task = root.text("task");
        if (task.equals("segmentation")) {
            Node mask = root.object(MASK);
            mask.only("threshold", "feather");
            return new Task.Segmentation(
                    probabilities, mask.number("threshold"), (int) mask.integer("feather", Integer.MAX_VALUE));
        }
        if (!task.equals("classification")) {
            throw new IllegalArgumentException("task is '" + task + "', expected: classification or segmentation");
        }
        if (root.json().has(MASK)) {
            throw new IllegalArgumentException("field 'mask' does not belong to a classifier");
        }
        return new Task.Classification(probabilities);
    }

    private static Input input(Node node) {
        node.only("name", "width", "height", "channels", "layout", "mean", "sd");
        return new Input(
                node.text("name"),
                (int) node.integer("width", 4096),
                (int) node.integer("height", 4096),
                (int) node.integer("channels", 3),
                node.text("layout"),
                node.floats("mean"),
                node.floats("sd"));
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static Rejection wrong(String what, Exception cause) {
        return new Rejection(
                Rejection.Kind.REFUSED, "model-json-wrong", "model.json cannot be used: " + what + ".", cause);
    }

    /** The validation within {@code model.json}. What was said one by one and the pictures' statistics may be left out. */
    private static final class Validation {
        private static final String SAID = "said";
        private static final String INPUTS = "inputs";
        private static final int COLUMNS = 5;

        private Validation() {}

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
        static Reference read(Node node, List<String> labels) {
            node.only("n", "errors", "labels", "confidence", SAID, INPUTS);
            SortedMap<String, Long> counts = new TreeMap<>();
            Node byLabel = node.object("labels");
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

        private static Histogram histogram(Node node, String name) {
            return Histogram.fromBytes(Base64.getDecoder().decode(node.text(name)));
        }

        private static List<Said> said(Node node, List<String> labels) {
            List<Said> said = new ArrayList<>();
            for (JsonNode row : node.array(SAID)) {
                boolean whole =
                        row.isArray() && row.size() == COLUMNS && row.get(4).isNumber();
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

        private static SortedMap<String, Histogram> inputs(Node node) {
            SortedMap<String, Histogram> inputs = new TreeMap<>();
            for (Map.Entry<String, JsonNode> each : node.json().properties()) {
                inputs.put(each.getKey(), histogram(node, each.getKey()));
            }
            return inputs;
        }
    }

    /** One JSON object and where it stands, so that each complaint names its field. */
    private record Node(String path, JsonNode json) {
        Node {
            if (!json.isObject()) {
                throw new IllegalArgumentException((path.isEmpty() ? "the document" : path) + " is not an object");
            }
        }

        void only(String... fields) {
            Set<String> known = Set.of(fields);
            for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("unknown field '" + path + name + "'");
                }
            }
        }

        private JsonNode field(String name, boolean right, String type) {
            if (!json.has(name)) {
                throw new IllegalArgumentException("field '" + path + name + "' is missing");
            }
            if (!right) {
                throw new IllegalArgumentException("field '" + path + name + "' is not " + type);
            }
            return json.path(name);
        }

        Node object(String name) {
            return new Node(path + name + ".", field(name, json.path(name).isObject(), "an object"));
        }

        String text(String name) {
            return field(name, json.path(name).isTextual(), "a text").textValue();
        }

        double number(String name) {
            return field(name, json.path(name).isNumber(), "a number").doubleValue();
        }

        long integer(String name, long most) {
            JsonNode value = json.path(name);
            boolean right = value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= 0
                    && value.longValue() <= most;
            return field(name, right, "a whole number from 0 to " + most).longValue();
        }

        ArrayNode array(String name) {
            return (ArrayNode) field(name, json.path(name).isArray(), "a list");
        }

        List<String> texts(String name) {
            List<String> all = new ArrayList<>();
            for (JsonNode each : array(name)) {
                if (!each.isTextual()) {
                    throw new IllegalArgumentException("field '" + path + name + "' is not a list of texts");
                }
                all.add(each.textValue());
            }
            return all;
        }

        List<Float> floats(String name) {
            List<Float> all = new ArrayList<>();
            for (JsonNode each : array(name)) {
                if (!each.isNumber()) {
                    throw new IllegalArgumentException("field '" + path + name + "' is not a list of numbers");
                }
                all.add(each.floatValue());
            }
            return all;
        }
    }
}
