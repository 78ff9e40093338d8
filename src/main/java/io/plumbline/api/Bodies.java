package io.plumbline.api;

import io.plumbline.kernel.Nearest;
import io.plumbline.kernel.Rejection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON left out. */
public final class Bodies {
    private Bodies() {}

    /**
     * The body.
     *
     * @throws Rejection {@code body-missing} if there was none
     */
    public static <T> T required(@Nullable T body) {
        if (body == null) {
            throw Rejection.invalid("body-missing", "The request needs a JSON object as its body.");
        }
        return body;
    }

    /** A text, or another one where JSON had none. */
    public static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    /**
     * Refuses what is not among the known fields: a misspelt one must not look as if it had been taken.
     *
     * @throws Rejection of the code, naming the field and the nearest that there is
     */
    public static void refuseOthers(@Nullable Map<String, Object> others, List<String> known, String code) {
        if (others == null || others.isEmpty()) {
            return;
        }
        String name = others.keySet().iterator().next();
        throw Rejection.invalid(
                code,
                "There is no setting '" + name + "'"
                        + Nearest.to(name, known)
                                .map(near -> "; perhaps " + near + " is meant")
                                .orElse("")
                        + ". There are " + String.join(", ", known) + ".");
    }

    /**
     * A span of time.
     *
     * @param code of the refusal
     * @param name of the field
     * @param like how it may be written
     * @throws Rejection of the code, if it cannot be read
     */
    public static Duration duration(String code, String name, String text, String like) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, code, name + " is '" + text + "'; write it like " + like + ".", e);
        }
    }

    /**
     * A moment.
     *
     * @param name of the field
     * @throws Rejection {@code time-invalid} if it cannot be read
     */
    public static Instant time(String name, @Nullable String text) {
        try {
            return Instant.parse(or(text, ""));
        } catch (DateTimeException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "time-invalid",
                    name + " is '" + or(text, "") + "', which is no time; write it like 2026-11-23T10:00:00Z.",
                    e);
        }
    }
}
