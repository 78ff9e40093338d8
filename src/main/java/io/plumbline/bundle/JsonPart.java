package io.plumbline.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** One JSON object and where it stands, so that each complaint names its field. */
record JsonPart(String path, JsonNode json) {
    JsonPart {
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

    JsonPart object(String name) {
        return new JsonPart(path + name + ".", field(name, json.path(name).isObject(), "an object"));
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
