package io.plumbline.event;

import io.plumbline.event.JsonSource.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an event, read in whatever order it was written, before it is known to be a prediction or a correction.
 * Wrong types are refused here; ranges and what is required by {@link EventChecks}. A text that is not there is null, a
 * number NaN.
 */
final class EventFields {
    private static final int TEXT_MAX = 256;
    private static final int MAP_MAX = 32;
    private static final int TOP_MAX = 100;

    @Nullable
    String specversion;

    @Nullable
    String type;

    @Nullable
    String source;

    @Nullable
    String id;

    @Nullable
    String time;

    @Nullable
    String datacontenttype;

    boolean hasData;

    @Nullable
    String model;

    @Nullable
    String version;

    @Nullable
    String label;

    @Nullable
    String predicted;

    @Nullable
    String corrected;

    @Nullable
    String actor;

    @Nullable
    String image;

    @Nullable
    String mask;

    @Nullable
    String predictionSource;

    @Nullable
    String predictionId;

    boolean hasAudit;
    double propensity = Double.NaN;
    double confidence = Double.NaN;
    double maskArea = Double.NaN;
    double iou = Double.NaN;
    double latencyMs = Double.NaN;

    private List<Prediction.Candidate> top = List.of();
    private List<Map.Entry<String, String>> segment = List.of();
    private List<Map.Entry<String, Double>> stats = List.of();

    List<Prediction.Candidate> top() {
        return List.copyOf(top);
    }

    Map<String, String> segment() {
        return map(segment);
    }

    Map<String, Double> stats() {
        return map(stats);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Safe because: entries are only taken out of the array.
    private static <V> Map<String, V> map(List<Map.Entry<String, V>> entries) {
        return entries.isEmpty() ? Map.of() : Map.ofEntries(entries.toArray(new Map.Entry[0]));
    }

    /** Takes the envelope from attributes. */
    void readEnvelope(Map<String, String> attributes) throws EventRejection {
        specversion = attribute(attributes, "specversion");
        type = attribute(attributes, "type");
        source = attribute(attributes, "source");
        id = attribute(attributes, "id");
        time = attribute(attributes, "time");
        datacontenttype = attribute(attributes, "datacontenttype");
    }

    private static @Nullable String attribute(Map<String, String> attributes, String name) throws EventRejection {
        @Nullable String value = attributes.get(name);
        return value == null ? null : checked(value, "", name);
    }

    /** Reads the envelope of a structured event, the object at hand. */
    void readEnvelope(JsonSource json) throws IOException, EventRejection {
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            Kind kind = json.nextValue();
            switch (name) {
                case "specversion" -> specversion = shared(json, kind, "", name);
                case "type" -> type = shared(json, kind, "", name);
                case "source" -> source = text(json, kind, "", name);
                case "id" -> id = text(json, kind, "", name);
                case "time" -> time = text(json, kind, "", name);
                case "datacontenttype" -> datacontenttype = shared(json, kind, "", name);
                case "data" -> {
                    expect(kind == Kind.OBJECT, json, "data", "an object");
                    readData(json);
                }
                default -> json.skip();
            }
        }
    }

    /** Reads the data, the object at hand. */
    void readData(JsonSource json) throws IOException, EventRejection {
        hasData = true;
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            Kind kind = json.nextValue();
            switch (name) {
                case "model" -> model = shared(json, kind, "data.", name);
                case "version" -> version = shared(json, kind, "data.", name);
                case "label" -> label = shared(json, kind, "data.", name);
                case "predicted" -> predicted = shared(json, kind, "data.", name);
                case "corrected" -> corrected = shared(json, kind, "data.", name);
                case "actor" -> actor = shared(json, kind, "data.", name);
                case "image" -> image = text(json, kind, "data.", name);
                case "mask" -> mask = text(json, kind, "data.", name);
                case "confidence" -> confidence = number(json, kind, "data.", name);
                case "maskArea" -> maskArea = number(json, kind, "data.", name);
                case "iou" -> iou = number(json, kind, "data.", name);
                case "latencyMs" -> latencyMs = number(json, kind, "data.", name);
                case "segment" -> readSegment(json, kind);
                case "stats" -> readStats(json, kind);
                case "top" -> readTop(json, kind);
                case "audit" -> readAudit(json, kind);
                case "prediction" -> readPrediction(json, kind);
                default -> json.skip();
            }
        }
    }

    private void readAudit(JsonSource json, Kind kind) throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return;
        }
        expect(kind == Kind.OBJECT, json, "data.audit", "an object");
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            Kind value = json.nextValue();
            if (name.equals("propensity")) {
                propensity = number(json, value, "data.audit.", name);
            } else {
                json.skip();
            }
        }
        hasAudit = true;
    }

    private void readPrediction(JsonSource json, Kind kind) throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return;
        }
        expect(kind == Kind.OBJECT, json, "data.prediction", "an object");
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            Kind value = json.nextValue();
            switch (name) {
                case "source" -> predictionSource = text(json, value, "data.prediction.", name);
                case "id" -> predictionId = text(json, value, "data.prediction.", name);
                default -> json.skip();
            }
        }
    }

    private void readSegment(JsonSource json, Kind kind) throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return;
        }
        expect(kind == Kind.OBJECT, json, "data.segment", "an object of texts");
        segment = new ArrayList<>();
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            String key = json.clean() ? name : checked(name, "A key of data.segment", "");
            @Nullable String value = shared(json, json.nextValue(), "data.segment.", key);
            if (value != null) {
                segment.add(Map.entry(key, value));
            }
            limit(segment.size(), MAP_MAX, "data.segment");
        }
    }

    private void readStats(JsonSource json, Kind kind) throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return;
        }
        expect(kind == Kind.OBJECT, json, "data.stats", "an object of numbers");
        stats = new ArrayList<>();
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            String key = json.clean() ? name : checked(name, "A key of data.stats", "");
            double value = number(json, json.nextValue(), "data.stats.", key);
            if (!Double.isNaN(value)) {
                stats.add(Map.entry(key, value));
            }
            limit(stats.size(), MAP_MAX, "data.stats");
        }
    }

    private void readTop(JsonSource json, Kind kind) throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return;
        }
        expect(kind == Kind.ARRAY, json, "data.top", "an array");
        top = new ArrayList<>();
        json.enter();
        for (@Nullable Kind element = json.nextElement(); element != null; element = json.nextElement()) {
            expect(element == Kind.OBJECT, json, "data.top[]", "an object {label, p}");
            top.add(candidate(json));
            limit(top.size(), TOP_MAX, "data.top");
        }
    }

    private static Prediction.Candidate candidate(JsonSource json) throws IOException, EventRejection {
        @Nullable String label = null;
        double p = Double.NaN;
        json.enter();
        for (@Nullable String name = json.nextName(); name != null; name = json.nextName()) {
            Kind kind = json.nextValue();
            switch (name) {
                case "label" -> label = shared(json, kind, "data.top[].", name);
                case "p" -> p = number(json, kind, "data.top[].", name);
                default -> json.skip();
            }
        }
        if (label == null || Double.isNaN(p)) {
            throw new EventRejection("missing-field", "Each entry of data.top needs a label and a p.");
        }
        return new Prediction.Candidate(label, EventChecks.unit("data.top[].p", p, "p-out-of-range"));
    }

    /** Passes over JSON null, which counts as absent. */
    private static boolean isNull(JsonSource json, Kind kind) throws IOException {
        if (kind != Kind.NULL) {
            return false;
        }
        json.skip();
        return true;
    }

    /** A text of its own: who, what, when. Its path is the place and the name, put together only where one is needed. */
    private static @Nullable String text(JsonSource json, Kind kind, String place, String name)
            throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return null;
        }
        expect(kind == Kind.TEXT, json, place, name, "a text");
        String text = json.text();
        return json.clean() ? text : checked(text, place, name);
    }

    /** A text of a few that come again and again. */
    private static @Nullable String shared(JsonSource json, Kind kind, String place, String name)
            throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return null;
        }
        expect(kind == Kind.TEXT, json, place, name, "a text");
        String text = json.shared();
        return json.clean() ? text : checked(text, place, name);
    }

    private static double number(JsonSource json, Kind kind, String place, String name)
            throws IOException, EventRejection {
        if (isNull(json, kind)) {
            return Double.NaN;
        }
        expect(kind == Kind.NUMBER, json, place, name, "a number");
        double number = json.number();
        if (!Double.isFinite(number)) {
            throw new EventRejection("not-a-number", place + name + " is " + number + "; a finite number is needed.");
        }
        return number;
    }

    /** A text that can be kept: not too long, and Unicode without NUL. */
    private static String checked(String text, String place, String name) throws EventRejection {
        if (text.length() > TEXT_MAX) {
            throw new EventRejection(
                    "text-too-long",
                    place + name + " has " + text.length() + " characters; at most " + TEXT_MAX + " are allowed.");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || (Character.isSurrogate(text.charAt(i)) && !isPair(text, i))) {
                throw new EventRejection(
                        "bad-text", place + name + " holds a character that is no valid Unicode text.");
            }
        }
        return text;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static void limit(int size, int max, String path) throws EventRejection {
        if (size > max) {
            throw new EventRejection("too-many-entries", path + " has more than " + max + " entries.");
        }
    }

    private static void expect(boolean holds, JsonSource json, String path, String what)
            throws IOException, EventRejection {
        expect(holds, json, path, "", what);
    }

    private static void expect(boolean holds, JsonSource json, String place, String name, String what)
            throws IOException, EventRejection {
        if (!holds) {
            throw new EventRejection(
                    "wrong-type", place + name + " must be " + what + ", but is " + json.describe() + ".");
        }
    }
}
