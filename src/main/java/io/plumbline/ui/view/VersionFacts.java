package io.plumbline.ui.view;

import java.time.Instant;
import java.util.List;

/**
 * A version of a model as the registry knows it.
 *
 * @param version its number or name
 * @param stage "candidate", "live", "retired" or "rejected"
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
        Instant createdAt,
        String parent,
        long bytes,
        String sha256,
        String download,
        long validationN,
        long validationErrors,
        List<Gate> gates) {

    /** Copies the list. */
    public VersionFacts {
        gates = List.copyOf(gates);
    }

    /**
     * The verdict of one gate.
     *
     * @param name for instance "QUALITY"
     * @param outcome "passed", "failed" or "inconclusive"
     * @param evidence the figures behind it, in a sentence
     */
    public record Gate(String name, String outcome, String evidence) {
        boolean passed() {
            return outcome.equals("passed");
        }
    }

    boolean is(String wanted) {
        return stage.equals(wanted);
    }

    boolean proven() {
        return !gates.isEmpty() && gates.stream().allMatch(Gate::passed);
    }

    double validationError() {
        return validationN == 0 ? Double.NaN : (double) validationErrors / validationN;
    }
}
