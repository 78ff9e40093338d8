package io.plumbline.registry;

import io.plumbline.kernel.Rejection;
import java.util.regex.Pattern;

/** What models, versions and segments may be called: names end up in addresses and file names. */
public final class Names {
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
    private static final Pattern SEGMENT = Pattern.compile("[a-z][A-Za-z0-9-]{0,31}");

    private Names() {}

    /**
     * The name of a model, unchanged.
     *
     * @throws Rejection if it is not one
     */
    public static String model(String name) {
        return fitting(
                MODEL, name, "model-name-invalid", "a model's name: 1 to 63 lower-case letters, digits and hyphens");
    }

    /**
     * The name of a version, unchanged.
     *
     * @throws Rejection if it is not one
     */
    public static String version(String name) {
        return fitting(
                VERSION, name, "version-name-invalid", "a version: 1 to 32 letters, digits, dots, pluses and hyphens");
    }

    /**
     * The key of a segment, unchanged.
     *
     * @throws Rejection if it is not one
     */
    public static String segment(String key) {
        return fitting(
                SEGMENT, key, "segment-key-invalid", "a segment key: 1 to 32 letters and digits, a lower-case first");
    }

    private static String fitting(Pattern pattern, String name, String code, String rule) {
        if (!pattern.matcher(name).matches()) {
            String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
            throw Rejection.invalid(code, "'" + shown + "' cannot be " + rule + ".");
        }
        return name;
    }
}
