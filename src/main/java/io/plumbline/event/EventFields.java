package io.plumbline.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an event, read in whatever order it was written, before it is known to be a prediction or a correction.
 * Wrong types are refused here; ranges and what is required by {@link EventChecks}.
 */
final class EventFields {
    /** CloudEvents attributes that are understood. */
    static final List<String> ENVELOPE = List.of("specversion", "type", "source", "id", "time", "datacontenttype");

    private static final int TEXT_MAX = 256;
    private static final int MAP_MAX = 32;
    private static final int TOP_MAX = 100;

    final Map<String, String> texts = new HashMap<>();
    final Map<String, Double> numbers = new HashMap<>();
    final Map<String, String> segment = new LinkedHashMap<>();
    final Map<String, Double> stats = new LinkedHashMap<>();
    final List<Prediction.Candidate> top = new ArrayList<>();
    boolean hasData;

    /** Reads the envelope of a structured event; the parser stands on its opening brace. */
    void readEnvelope(JsonParser json) throws IOException, EventRejection {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "specversion", "type", "source", "id", "time", "datacontenttype" -> text(json, name, name);
                case "data" -> {
                    expect(value == JsonToken.START_OBJECT, json, "data", "an object");
                    readData(json);
                }
                default -> json.skipChildren();
            }
        }
    }

    /** Reads the data object; the parser stands on its opening brace. */
    void readData(JsonParser json) throws IOException, EventRejection {
        hasData = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "model", "version", "label", "predicted", "corrected", "actor", "image", "mask" ->
                    text(json, name, "data." + name);
                case "confidence", "maskArea", "iou", "latencyMs" -> number(json, name, "data." + name);
                case "segment" -> readSegment(json);
                case "stats" -> readStats(json);
                case "top" -> readTop(json);
                case "audit" -> readObject(json, "audit");
                case "prediction" -> readObject(json, "prediction");
                default -> {
                    if (value.isStructStart()) {
                        json.skipChildren();
                    }
                }
            }
        }
    }

    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    @Nullable
    Double number(String name) {
        return numbers.get(name);
    }

    private void readObject(JsonParser json, String object) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json.currentToken() == JsonToken.START_OBJECT, json, "data." + object, "an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            String path = object + "." + name;
            switch (path) {
                case "audit.propensity" -> number(json, path, "data." + path);
                case "prediction.source", "prediction.id" -> text(json, path, "data." + path);
                default -> json.skipChildren();
            }
        }
        texts.putIfAbsent(object, "");
    }

    private void readSegment(JsonParser json) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json.currentToken() == JsonToken.START_OBJECT, json, "data.segment", "an object of texts");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = checked(json.currentName(), "A key of data.segment");
            json.nextToken();
            @Nullable String value = textValue(json, "data.segment." + key);
            if (value != null) {
                segment.put(key, value);
            }
            limit(segment.size(), MAP_MAX, "data.segment");
        }
    }

    private void readStats(JsonParser json) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json.currentToken() == JsonToken.START_OBJECT, json, "data.stats", "an object of numbers");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = checked(json.currentName(), "A key of data.stats");
            json.nextToken();
            @Nullable Double value = numberValue(json, "data.stats." + key);
            if (value != null) {
                stats.put(key, value);
            }
            limit(stats.size(), MAP_MAX, "data.stats");
        }
    }

    private void readTop(JsonParser json) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json.currentToken() == JsonToken.START_ARRAY, json, "data.top", "an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.START_OBJECT, json, "data.top[]", "an object {label, p}");
            @Nullable String label = null;
            @Nullable Double p = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "label" -> label = textValue(json, "data.top[].label");
                    case "p" -> p = numberValue(json, "data.top[].p");
                    default -> json.skipChildren();
                }
            }
            if (label == null || p == null) {
                throw new EventRejection("missing-field", "Each entry of data.top needs a label and a p.");
            }
            EventChecks.unit("data.top[].p", p, "p-out-of-range");
            top.add(new Prediction.Candidate(label, p));
            limit(top.size(), TOP_MAX, "data.top");
        }
    }

    private void text(JsonParser json, String name, String path) throws IOException, EventRejection {
        @Nullable String value = textValue(json, path);
        if (value != null) {
            texts.put(name, value);
        }
    }

    private void number(JsonParser json, String name, String path) throws IOException, EventRejection {
        @Nullable Double value = numberValue(json, path);
        if (value != null) {
            numbers.put(name, value);
        }
    }

    /** The text at hand, or null for JSON null, which counts as absent. */
    private static @Nullable String textValue(JsonParser json, String path) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(json.currentToken() == JsonToken.VALUE_STRING, json, path, "a text");
        return checked(json.getText(), path);
    }

    /** A text that can be kept: not too long, and Unicode without NUL. */
    static String checked(String text, String path) throws EventRejection {
        if (text.length() > TEXT_MAX) {
            throw new EventRejection(
                    "text-too-long",
                    path + " has " + text.length() + " characters; at most " + TEXT_MAX + " are allowed.");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || (Character.isSurrogate(text.charAt(i)) && !isPair(text, i))) {
                throw new EventRejection("bad-text", path + " holds a character that is no valid Unicode text.");
            }
        }
        return text;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static @Nullable Double numberValue(JsonParser json, String path) throws IOException, EventRejection {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(json.currentToken().isNumeric(), json, path, "a number");
        double number = json.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw new EventRejection("not-a-number", path + " is " + number + "; a finite number is needed.");
        }
        return number;
    }

    private static void limit(int size, int max, String path) throws EventRejection {
        if (size > max) {
            throw new EventRejection("too-many-entries", path + " has more than " + max + " entries.");
        }
    }

    private static void expect(boolean holds, JsonParser json, String path, String what)
            throws IOException, EventRejection {
        if (!holds) {
            String found = json.currentToken() == JsonToken.VALUE_STRING
                    ? "the text \"" + EventChecks.shorten(json.getText()) + "\""
                    : String.valueOf(json.currentToken())
                            .toLowerCase(java.util.Locale.ROOT)
                            .replace('_', ' ');
            throw new EventRejection("wrong-type", path + " must be " + what + ", but is " + found + ".");
        }
    }
}
