package io.plumbline.api;

import io.plumbline.kernel.Rejection;
import org.jspecify.annotations.Nullable;

/** What JSON left out. */
final class Bodies {
    private Bodies() {}

    /** @throws Rejection if there was no body */
    static <T> T required(@Nullable T body) {
        if (body == null) {
            throw Rejection.invalid("body-missing", "The request needs a JSON object as its body.");
        }
        return body;
    }

    static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
