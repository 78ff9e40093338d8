package io.plumbline.event;

import io.plumbline.kernel.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the fields of an event into a checked {@link Event}: what is required is there, what has a range is within it. */
final class EventChecks {
    static final String PREDICTION = "io.plumbline.prediction.v1";
    static final String CORRECTION = "io.plumbline.correction.v1";

    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
    private static final int SHOWN = 80;

    private EventChecks() {}

    static Event check(EventFields fields) throws EventRejection {
        String spec = required(fields, "specversion", "specversion");
        if (!spec.equals("1.0")) {
            throw new EventRejection(
                    "bad-specversion", "specversion is \"" + shorten(spec) + "\"; only \"1.0\" is understood.");
        }
        String type = required(fields, "type", "type");
        EventId id = new EventId(required(fields, "source", "source"), required(fields, "id", "id"));
        Instant time = time(required(fields, "time", "time"));
        checkContentType(fields.text("datacontenttype"));
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
        @Nullable String label = fields.text("label");
        OptionalDouble maskArea = unit(fields, "maskArea", "mask-area-out-of-range");
        if ((label == null || label.isEmpty()) && maskArea.isEmpty()) {
            throw new EventRejection(
                    "missing-field", "data.label is missing (a classifier's answer), and so is data.maskArea.");
        }
        @Nullable Double confidence = fields.number("confidence");
        if (confidence == null) {
            throw new EventRejection("missing-field", "data.confidence is missing; it is a number from 0 to 1.");
        }
        return new Prediction(
                id,
                time,
                model(fields),
                version(fields),
                Optional.ofNullable(label),
                unit("data.confidence", confidence, "confidence-out-of-range"),
                maskArea,
                List.copyOf(fields.top),
                Map.copyOf(fields.segment),
                Map.copyOf(fields.stats),
                latency(fields.number("latencyMs")),
                propensity(fields),
                sha256("data.image", fields.text("image")));
    }

    private static Correction correction(EventId id, Instant time, EventFields fields) throws EventRejection {
        EventId prediction = new EventId(
                required(fields, "prediction.source", "data.prediction.source"),
                required(fields, "prediction.id", "data.prediction.id"));
        @Nullable String corrected = fields.text("corrected");
        OptionalDouble iou = unit(fields, "iou", "iou-out-of-range");
        Optional<Sha256> mask = sha256("data.mask", fields.text("mask"));
        if ((corrected == null || corrected.isEmpty()) && iou.isEmpty() && mask.isEmpty()) {
            throw new EventRejection(
                    "missing-field", "data.corrected is missing (the right class), and so are data.iou and data.mask.");
        }
        @Nullable String actor = fields.text("actor");
        return new Correction(
                id,
                time,
                prediction,
                model(fields),
                version(fields),
                Optional.ofNullable(fields.text("predicted")),
                unit(fields, "confidence", "confidence-out-of-range"),
                Optional.ofNullable(corrected),
                actor == null ? "user" : actor,
                propensity(fields),
                iou,
                mask);
    }

    private static String model(EventFields fields) throws EventRejection {
        String model = required(fields, "model", "data.model");
        if (!MODEL.matcher(model).matches()) {
            throw new EventRejection(
                    "unknown-model", "data.model \"" + shorten(model) + "\" cannot be a model's name.");
        }
        return model;
    }

    private static String version(EventFields fields) throws EventRejection {
        String version = required(fields, "version", "data.version");
        if (!VERSION.matcher(version).matches()) {
            throw new EventRejection(
                    "bad-version",
                    "data.version \"" + shorten(version) + "\" is no version: 1 to 32 letters, digits, '.', '+', '-'.");
        }
        return version;
    }

    private static String required(EventFields fields, String name, String path) throws EventRejection {
        @Nullable String value = fields.text(name);
        if (value == null || value.isEmpty()) {
            throw new EventRejection("missing-field", path + " is missing or empty.");
        }
        return value;
    }

    private static Instant time(String text) throws EventRejection {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            int year = time.atOffset(java.time.ZoneOffset.UTC).getYear();
            if (year >= 1970 && year <= 9999) {
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
        @Nullable Double propensity = fields.number("audit.propensity");
        if (propensity == null) {
            if (fields.text("audit") != null) {
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

    private static OptionalInt latency(@Nullable Double latency) throws EventRejection {
        if (latency == null) {
            return OptionalInt.empty();
        }
        if (!(latency >= 0 && latency <= Integer.MAX_VALUE)) {
            throw new EventRejection(
                    "latency-out-of-range", "data.latencyMs is " + latency + "; it must be at least 0.");
        }
        return OptionalInt.of((int) Math.round(latency));
    }

    private static OptionalDouble unit(EventFields fields, String name, String code) throws EventRejection {
        @Nullable Double value = fields.number(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(unit("data." + name, value, code));
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
