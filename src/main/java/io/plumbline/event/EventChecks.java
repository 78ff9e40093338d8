package io.plumbline.event;

import io.plumbline.kernel.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns the fields of an event into a checked {@link Event}: what is required is there, what has a range is within it. */
final class EventChecks {
    static final String PREDICTION = "io.plumbline.prediction.v1";
    static final String CORRECTION = "io.plumbline.correction.v1";

    private static final int MODEL_MAX = 63;
    private static final int VERSION_MAX = 32;
    private static final Instant YEAR_10000 =
            Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
    private static final int SHOWN = 80;

    private EventChecks() {}

    static Event check(EventFields fields) throws EventRejection {
        String spec = required(fields.specversion, "specversion");
        if (!spec.equals("1.0")) {
            throw new EventRejection(
                    "bad-specversion", "specversion is \"" + shorten(spec) + "\"; only \"1.0\" is understood.");
        }
        String type = required(fields.type, "type");
        EventId id = new EventId(required(fields.source, "source"), required(fields.id, "id"));
        Instant time = time(required(fields.time, "time"));
        checkContentType(fields.datacontenttype);
        if (!fields.hasData) {
            throw new EventRejection("missing-field", "data is missing; it holds what happened.");
        }
        return switch (type) {
            case PREDICTION -> prediction(id, time, fields);
            case CORRECTION -> correction(id, time, fields);
            default ->
                throw new EventRejection(
                        "unknown-type",
                        "type is \"" + shorten(type) + "\"; known are " + PREDICTION + " and " + CORRECTION + ".");
        };
    }

    private static Prediction prediction(EventId id, Instant time, EventFields fields) throws EventRejection {
        @Nullable String label = fields.label;
        OptionalDouble maskArea = optionalUnit("data.maskArea", fields.maskArea, "mask-area-out-of-range");
        if ((label == null || label.isEmpty()) && maskArea.isEmpty()) {
            throw new EventRejection(
                    "missing-field", "data.label is missing (a classifier's answer), and so is data.maskArea.");
        }
        if (Double.isNaN(fields.confidence)) {
            throw new EventRejection("missing-field", "data.confidence is missing; it is a number from 0 to 1.");
        }
        return new Prediction(
                id,
                time,
                model(fields),
                version(fields),
                Optional.ofNullable(label),
                unit("data.confidence", fields.confidence, "confidence-out-of-range"),
                maskArea,
                fields.top(),
                fields.segment(),
                fields.stats(),
                latency(fields.latencyMs),
                propensity(fields),
                sha256("data.image", fields.image));
    }

    private static Correction correction(EventId id, Instant time, EventFields fields) throws EventRejection {
        EventId prediction = new EventId(
                required(fields.predictionSource, "data.prediction.source"),
                required(fields.predictionId, "data.prediction.id"));
        @Nullable String corrected = fields.corrected;
        OptionalDouble iou = optionalUnit("data.iou", fields.iou, "iou-out-of-range");
        Optional<Sha256> mask = sha256("data.mask", fields.mask);
        if ((corrected == null || corrected.isEmpty()) && iou.isEmpty() && mask.isEmpty()) {
            throw new EventRejection(
                    "missing-field", "data.corrected is missing (the right class), and so are data.iou and data.mask.");
        }
        @Nullable String actor = fields.actor;
        return new Correction(
                id,
                time,
                prediction,
                model(fields),
                version(fields),
                Optional.ofNullable(fields.predicted),
                optionalUnit("data.confidence", fields.confidence, "confidence-out-of-range"),
                Optional.ofNullable(corrected),
                actor == null ? "user" : actor,
                propensity(fields),
                iou,
                mask);
    }

    private static String model(EventFields fields) throws EventRejection {
        String model = required(fields.model, "data.model");
        if (!isModel(model)) {
            throw new EventRejection(
                    "unknown-model", "data.model \"" + shorten(model) + "\" cannot be a model's name.");
        }
        return model;
    }

    private static String version(EventFields fields) throws EventRejection {
        String version = required(fields.version, "data.version");
        if (!isVersion(version)) {
            throw new EventRejection(
                    "bad-version",
                    "data.version \"" + shorten(version) + "\" is no version: 1 to 32 letters, digits, '.', '+', '-'.");
        }
        return version;
    }

    /** {@code [a-z0-9][a-z0-9-]{0,62}}. */
    private static boolean isModel(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(isDigit(c) || (c >= 'a' && c <= 'z') || (c == '-' && i > 0))) {
                return false;
            }
        }
        return text.length() <= MODEL_MAX;
    }

    /** {@code [0-9A-Za-z][0-9A-Za-z.+-]{0,31}}. */
    private static boolean isVersion(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!(isDigit(c) || letter || ((c == '.' || c == '+' || c == '-') && i > 0))) {
                return false;
            }
        }
        return text.length() <= VERSION_MAX;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String required(@Nullable String value, String path) throws EventRejection {
        if (value == null || value.isEmpty()) {
            throw new EventRejection("missing-field", path + " is missing or empty.");
        }
        return value;
    }

    private static Instant time(String text) throws EventRejection {
        try {
            Instant time = Rfc3339.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(YEAR_10000)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw new EventRejection(
                    "bad-time", "time is \"" + shorten(text) + "\"; RFC 3339 is needed, as 2026-11-23T10:00:00Z.");
        }
        throw new EventRejection("bad-time", "time is \"" + shorten(text) + "\"; a year from 1970 to 9999 is needed.");
    }

    private static void checkContentType(@Nullable String type) throws EventRejection {
        if (type != null && !type.startsWith("application/json")) {
            throw new EventRejection(
                    "bad-content-type",
                    "datacontenttype is \"" + shorten(type) + "\"; only application/json is understood.");
        }
    }

    private static OptionalDouble propensity(EventFields fields) throws EventRejection {
        double propensity = fields.propensity;
        if (Double.isNaN(propensity)) {
            if (fields.hasAudit) {
                throw new EventRejection("missing-field", "data.audit needs a propensity.");
            }
            return OptionalDouble.empty();
        }
        if (!(propensity > 0 && propensity <= 1)) {
            throw new EventRejection(
                    "propensity-out-of-range",
                    "data.audit.propensity is " + propensity + "; it must be above 0 and at most 1.");
        }
        return OptionalDouble.of(propensity);
    }

    private static OptionalInt latency(double latency) throws EventRejection {
        if (Double.isNaN(latency)) {
            return OptionalInt.empty();
        }
        if (!(latency >= 0 && latency <= Integer.MAX_VALUE)) {
            throw new EventRejection(
                    "latency-out-of-range", "data.latencyMs is " + latency + "; it must be at least 0.");
        }
        return OptionalInt.of((int) Math.round(latency));
    }

    private static OptionalDouble optionalUnit(String path, double value, String code) throws EventRejection {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(unit(path, value, code));
    }

    static double unit(String path, double value, String code) throws EventRejection {
        if (!(value >= 0 && value <= 1)) {
            throw new EventRejection(code, path + " is " + value + "; it must be from 0 to 1.");
        }
        return value;
    }

    private static Optional<Sha256> sha256(String path, @Nullable String text) throws EventRejection {
        if (text == null) {
            return Optional.empty();
        }
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : "";
        if (!Sha256.isValid(hex)) {
            throw new EventRejection(
                    "bad-image",
                    path + " is \"" + shorten(text) + "\"; \"sha256:\" and 64 hexadecimal digits are needed.");
        }
        return Optional.of(new Sha256(hex));
    }

    static String shorten(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
