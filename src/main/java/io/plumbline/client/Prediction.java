package io.plumbline.client;

import io.plumbline.client.json.Json;
import io.plumbline.client.model.Classification;
import io.plumbline.client.model.Result;
import io.plumbline.client.model.Segmentation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One prediction of a classifier or a segmenter, as the event {@code io.plumbline.prediction.v1}. Immutable. */
public final class Prediction {
    /** Type of the CloudEvent. */
    public static final String TYPE = "io.plumbline.prediction.v1";

    private final String source;
    private final String id;
    private final String model;
    private final String version;
    private final Result result;
    private final double propensity;
    private final boolean withPicture;
    private final String json;

    private Prediction(Builder from, String id, long millis) {
        this.source = from.source;
        this.id = id;
        this.model = from.model;
        this.version = from.version;
        this.result = from.result;
        this.propensity = from.propensity;
        this.withPicture = !from.image.isEmpty();
        Map<String, Object> event = envelope(TYPE, source, id, millis);
        event.put("data", from.data());
        this.json = Json.write(event);
    }

    static Map<String, Object> envelope(String type, String source, String id, long millis) {
        Map<String, Object> event = new LinkedHashMap<String, Object>();
        event.put("specversion", "1.0");
        event.put("type", type);
        event.put("source", source);
        event.put("id", id);
        event.put("time", EventIds.rfc3339(millis));
        return event;
    }

    /**
     * Begins a prediction.
     *
     * @param source who predicted, {@code /devices/<installation id>}
     * @param model name of the model
     * @param version version that ran
     * @param result what it said
     */
    public static Builder of(String source, String model, String version, Result result) {
        return new Builder(source, model, version, result);
    }

    /** Who predicted. */
    public String source() {
        return source;
    }

    /** Identity within the source. */
    public String id() {
        return id;
    }

    /** Name of the model. */
    public String model() {
        return model;
    }

    /** Version that ran. */
    public String version() {
        return version;
    }

    /** What it said. */
    public Result result() {
        return result;
    }

    /** Whether it was drawn into the audit arm: ask the owner what is right, whatever the result. */
    public boolean audited() {
        return propensity > 0;
    }

    /** Probability with which it was drawn; 0 if it was not. */
    public double propensity() {
        return propensity;
    }

    /** Whether its picture goes to the server too. */
    public boolean withPicture() {
        return withPicture;
    }

    /** The CloudEvent, on one line. */
    public String toJson() {
        return json;
    }

    /** Gathers what is known of a prediction. For one thread. */
    public static final class Builder {
        private final String source;
        private final String model;
        private final String version;
        private final Result result;
        private final Map<String, Object> segment = new LinkedHashMap<String, Object>();
        private final Map<String, Object> stats = new LinkedHashMap<String, Object>();
        private long latencyMillis = -1;
        private double propensity;
        private String image = "";

        private Builder(String source, String model, String version, Result result) {
            this.source = source;
            this.model = model;
            this.version = version;
            this.result = result;
        }

        /** Adds to the segment, for instance "device", "os", "app". */
        public Builder segment(Map<String, String> values) {
            segment.putAll(values);
            return this;
        }

        /** Adds the picture's figures. */
        public Builder stats(ImageStats of) {
            stats.put("brightness", rounded(of.brightness()));
            stats.put("contrast", rounded(of.contrast()));
            stats.put("sharpness", rounded(of.sharpness()));
            return this;
        }

        /** How long the model took, at least 0. */
        public Builder latencyMillis(long millis) {
            latencyMillis = millis;
            return this;
        }

        /** Marks it as drawn into the audit arm, with the propensity of the draw, above 0 and at most 1. */
        public Builder audit(double drawnWith) {
            if (!(drawnWith > 0 && drawnWith <= 1)) {
                throw new IllegalArgumentException("Not a propensity: " + drawnWith);
            }
            propensity = drawnWith;
            return this;
        }

        /** The picture itself, uploaded or about to be: 64 hexadecimal digits of its SHA-256. */
        public Builder image(String sha256) {
            image = sha256;
            return this;
        }

        /** The prediction, with a fresh id and the present time. */
        public Prediction build(EventIds ids) {
            return new Prediction(this, ids.next(), ids.now());
        }

        @SuppressWarnings("PatternMatchingInstanceof") // Safe because: what runs on old Android is Java 8.
        private Map<String, Object> data() {
            Map<String, Object> data = new LinkedHashMap<String, Object>();
            data.put("model", model);
            data.put("version", version);
            if (result instanceof Segmentation) {
                data.put("confidence", result.confidence());
                data.put("maskArea", ((Segmentation) result).maskArea());
            } else {
                classes(data, (Classification) result);
            }
            putUnlessEmpty(data, "segment", segment);
            putUnlessEmpty(data, "stats", stats);
            if (latencyMillis >= 0) {
                data.put("latencyMs", latencyMillis);
            }
            if (propensity > 0) {
                data.put("audit", auditOf(propensity));
            }
            if (!image.isEmpty()) {
                data.put("image", "sha256:" + image);
            }
            return data;
        }

        private static void classes(Map<String, Object> data, Classification result) {
            data.put("label", result.label());
            data.put("confidence", result.confidence());
            List<Object> top = new ArrayList<Object>();
            for (Classification.Candidate candidate : result.top()) {
                Map<String, Object> entry = new LinkedHashMap<String, Object>();
                entry.put("label", candidate.label());
                entry.put("p", candidate.probability());
                top.add(entry);
            }
            data.put("top", top);
        }

        private static void putUnlessEmpty(Map<String, Object> data, String key, Map<String, Object> value) {
            if (!value.isEmpty()) {
                data.put(key, new LinkedHashMap<String, Object>(value));
            }
        }

        private static double rounded(double value) {
            return Math.round(value * 1e4) / 1e4;
        }
    }

    static Map<String, Object> auditOf(double propensity) {
        Map<String, Object> audit = new LinkedHashMap<String, Object>();
        audit.put("propensity", propensity);
        return audit;
    }
}
