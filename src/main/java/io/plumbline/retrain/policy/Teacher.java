package io.plumbline.retrain.policy;

import io.plumbline.kernel.Rejection;
import java.util.Optional;

/**
 * Whose masks the next version of a segmenter is to learn from.
 *
 * @param model its name
 * @param version of it; empty: whichever is live
 */
public record Teacher(String model, Optional<String> version) {
    /**
     * One as it is written.
     *
     * @param text the model, or model and version with a slash between
     * @throws Rejection {@code policy-invalid}
     */
    public static Teacher of(String text) {
        String[] named = text.strip().split("/", -1);
        if (named.length > 2 || named[0].isEmpty() || named[named.length - 1].isEmpty()) {
            throw Rejection.invalid(
                    "policy-invalid",
                    "teacher is '" + text + "'; write a model, or a model and its version: isnet, isnet/1.");
        }
        return new Teacher(named[0], named.length == 1 ? Optional.empty() : Optional.of(named[1]));
    }

    /** As one writes it. */
    public String text() {
        return version.map(named -> model + "/" + named).orElse(model);
    }
}
