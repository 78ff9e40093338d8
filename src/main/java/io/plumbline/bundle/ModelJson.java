package io.plumbline.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code model.json} to and from {@link ModelDefinition}; strict: a field unknown, missing or twice is refused. */
final class ModelJson {
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
        root.put("name", d.name()).put("version", d.version()).put("task", d.task());
        d.labels().forEach(root.putArray("labels")::add);
        ObjectNode input = root.putObject("input");
        input.put("name", d.input().name());
        input.put("width", d.input().width()).put("height", d.input().height());
        input.put("channels", d.input().channels()).put("layout", d.input().layout());
        d.input().mean().forEach(input.putArray("mean")::add);
        d.input().sd().forEach(input.putArray("sd")::add);
        root.putObject("output").put("name", d.output());
        root.put("temperature", d.temperature()).put("abstainThreshold", d.abstainThreshold());
        ValidationJson.write(d, root.putObject("validation"));
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static ModelDefinition read(byte[] json) {
        try {
            return definition(new JsonPart("", MAPPER.readTree(json)));
        } catch (IOException e) {
            throw wrong("it is not JSON: " + firstLine(e), e);
        } catch (IllegalArgumentException e) {
            throw wrong(firstLine(e), e);
        }
    }

    private static ModelDefinition definition(JsonPart root) {
        root.only(
                "name",
                "version",
                "task",
                "labels",
                "input",
                "output",
                "temperature",
                "abstainThreshold",
                "validation");
        JsonPart output = root.object("output");
        output.only("name");
        return new ModelDefinition(
                root.text("name"),
                root.text("version"),
                root.text("task"),
                root.texts("labels"),
                input(root.object("input")),
                output.text("name"),
                root.number("temperature"),
                root.number("abstainThreshold"),
                ValidationJson.read(root.object("validation"), root.texts("labels")));
    }

    private static Input input(JsonPart node) {
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
}
