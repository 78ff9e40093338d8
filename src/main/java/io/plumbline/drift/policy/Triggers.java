package io.plumbline.drift.policy;

import io.plumbline.kernel.Nearest;
import io.plumbline.kernel.Rejection;
import java.util.List;
import java.util.TreeSet;

/**
 * Which evidence may open incidents beside the guaranteed alarm. By itself none does: it keeps no budget.
 *
 * @param ids of {@link #KNOWN}, each once, in that order
 */
public record Triggers(List<String> ids) {
    /** Statistics of the input pictures, whose signals are called {@code input-} and the statistic's name. */
    public static final String INPUTS = "inputs";

    /** All evidence that may trigger. What people volunteer is not among it: it tells who corrects, not how often the model errs. */
    public static final List<String> KNOWN = List.of(
            "psi-confidence",
            "ks-confidence",
            "js-confidence",
            "chi2-classes",
            INPUTS,
            "calibration",
            "cbpe",
            "trend",
            "ddm",
            "adwin",
            "page-hinkley",
            "version-lag");

    /** No evidence triggers. */
    public static final Triggers NONE = new Triggers(List.of());

    private static final String ONE_INPUT = "input-";

    /** @throws Rejection {@code policy-invalid} if an id is unknown or there twice */
    public Triggers {
        for (String id : ids) {
            if (!KNOWN.contains(id)) {
                throw Rejection.invalid(
                        "policy-invalid",
                        "triggers has '" + id + "'"
                                + Nearest.to(id, KNOWN)
                                        .map(near -> "; perhaps " + near + " is meant")
                                        .orElse("")
                                + ". There are " + String.join(", ", KNOWN) + ".");
            }
        }
        if (new TreeSet<>(ids).size() < ids.size()) {
            throw Rejection.invalid("policy-invalid", "triggers names one twice: " + String.join(", ", ids) + ".");
        }
        List<String> given = ids;
        ids = KNOWN.stream().filter(given::contains).toList();
    }

    /** Whether a signal that has drifted is to open an incident. */
    public boolean include(String signal) {
        return ids.contains(signal.startsWith(ONE_INPUT) ? INPUTS : signal);
    }
}
