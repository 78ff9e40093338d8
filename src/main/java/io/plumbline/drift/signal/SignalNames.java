package io.plumbline.drift.signal;

import java.util.Map;

/** What people call a signal, by its id: on every page the same. */
public final class SignalNames {
    /** The alarm on errors. */
    public static final String ERRORS = "field-error";

    /** The alarm on errors that the model was sure of. */
    public static final String CONFIDENT = "confident-error";

    /** The alarm on who is not heard any more. */
    public static final String SILENCE = "silence";

    private static final String INPUT = "input-";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry(ERRORS, "Error rate"),
            Map.entry(CONFIDENT, "Confidently wrong"),
            Map.entry("voluntary-error", "Voluntary corrections"),
            Map.entry(SILENCE, "Silence"),
            Map.entry("version-lag", "Version lag"),
            Map.entry("calibration", "Calibration"),
            Map.entry("cbpe", "Expected accuracy (CBPE)"),
            Map.entry("psi-confidence", "PSI of confidence"),
            Map.entry("ks-confidence", "KS of confidence"),
            Map.entry("js-confidence", "JS distance of confidence"),
            Map.entry("chi2-classes", "Class mix"),
            Map.entry("ddm", "DDM"),
            Map.entry("adwin", "ADWIN"),
            Map.entry("page-hinkley", "Page–Hinkley"),
            Map.entry("trend", "Trend"),
            // All statistics of the pictures at once, as a policy chooses them.
            Map.entry("inputs", "Statistics of the pictures"));

    private SignalNames() {}

    /** The name of a signal; its id where there is none. */
    public static String of(String id) {
        return id.startsWith(INPUT) ? "Input: " + id.substring(INPUT.length()) : NAMES.getOrDefault(id, id);
    }
}
