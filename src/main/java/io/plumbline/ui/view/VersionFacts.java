package io.plumbline.ui.view;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A version of a model as the registry knows it.
 *
 * @param version its number or name
 * @param stage "candidate", "live", "retired" or "rejected"
 * @param since when it reached that stage
 * @param createdAt when it was uploaded or trained
 * @param parent the version that it was retrained from; empty for none
 * @param bytes size of its bundle
 * @param sha256 address of its bundle
 * @param download path of the bundle
 * @param validationN labelled pictures that it was validated on, 0 if unknown
 * @param validationErrors wrong ones among them
 * @param gates verdicts of its gates; empty where none were run
 */
public record VersionFacts(
        String version,
        String stage,
        Instant since,
        Instant createdAt,
        String parent,
        long bytes,
        String sha256,
        String download,
        long validationN,
        long validationErrors,
        List<Gate> gates) {
    private static final String QUALITY = "QUALITY";

    /** Copies the list. */
    public VersionFacts {
        gates = List.copyOf(gates);
    }

    /**
     * The verdict of one gate.
     *
     * @param name for instance "QUALITY"
     * @param outcome "passed", "failed", "inconclusive" or "not run"
     * @param evidence the figures behind it, in a sentence
     */
    public record Gate(String name, String outcome, String evidence) {
        /** The outcome as a class of the style sheet. */
        public String state() {
            return outcome.replace(' ', '-');
        }

        boolean passed() {
            return outcome.equals("passed");
        }

        boolean refused() {
            return outcome.equals("failed") || outcome.equals("inconclusive");
        }
    }

    boolean is(String wanted) {
        return stage.equals(wanted);
    }

    /** Whether it was compared with its champion and nothing spoke against it. */
    boolean proven() {
        return !refused() && gates.stream().anyMatch(gate -> gate.name().equals(QUALITY) && gate.passed());
    }

    /** Whether a gate spoke against it. */
    boolean refused() {
        return gates.stream().anyMatch(Gate::refused);
    }

    /** Names of the gates that did not say yes, with commas; empty if all did. A promotion would overrule them. */
    String failed() {
        return gates.stream()
                .filter(Gate::refused)
                .map(Gate::name)
                .collect(Collectors.joining(", "));
    }

    double validationError() {
        return validationN == 0 ? Double.NaN : (double) validationErrors / validationN;
    }
}
