package io.plumbline.registry;

import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of a model. Its content never changes, only its stage.
 *
 * @param model name of the model
 * @param version its name, unique within the model
 * @param stage where it stands
 * @param sha256 address of its bundle among the blobs
 * @param bytes length of the bundle
 * @param labels its classes, in the order of its outputs
 * @param validation what it did on labelled pictures before it went out, as JSON text
 * @param parent version that it was made from, if any
 * @param origin how it came about: {@code upload}, or what made it, for instance {@code job:<id>}
 * @param verdicts what the gates said
 * @param createdAt when it was added
 * @param createdBy who added it
 */
public record ModelVersion(
        String model,
        String version,
        Stage stage,
        Sha256 sha256,
        long bytes,
        List<String> labels,
        String validation,
        Optional<String> parent,
        String origin,
        List<GateVerdict> verdicts,
        Instant createdAt,
        String createdBy) {

    /**
     * The gates that it did not pass, inconclusive ones too; a person may overrule them, a program may not.
     *
     * @param replaces whether another version is live: then those that were not asked count, too, for nothing shows that this one is
     *     any better. The first version has nothing to be compared with.
     */
    public List<Gate> unpassedGates(boolean replaces) {
        return verdicts.stream()
                .filter(v -> v.outcome() == Outcome.FAILED
                        || v.outcome() == Outcome.INCONCLUSIVE
                        || (replaces && v.outcome() == Outcome.NOT_RUN))
                .map(GateVerdict::gate)
                .toList();
    }

    /** Whether it was proven good enough, and nothing speaks against it. */
    public boolean isProven(boolean replaces) {
        return unpassedGates(replaces).isEmpty()
                && verdicts.stream().anyMatch(v -> v.gate() == Gate.QUALITY && v.outcome() == Outcome.PASSED);
    }

    /**
     * Whether it waits for promotion and nothing speaks against it: every gate passed, against the version that is live.
     *
     * @param live version that is live, if one is
     */
    public boolean promotable(Optional<String> live) {
        Optional<String> champion = champion();
        return stage instanceof Stage.Candidate && allGatesPassed() && (champion.isEmpty() || champion.equals(live));
    }

    /** The version that the gates compared it with: as QUALITY says, else its parent. */
    public Optional<String> champion() {
        return verdicts.stream()
                .filter(v -> v.gate() == Gate.QUALITY)
                .flatMap(v -> Optional.ofNullable(v.evidence().get("champion")).stream())
                .map(Object::toString)
                .findFirst()
                .or(() -> parent);
    }

    /** Whether every gate was run and passed: what a promotion without a person asks for. */
    public boolean allGatesPassed() {
        return verdicts.stream()
                        .filter(v -> v.outcome() == Outcome.PASSED)
                        .map(GateVerdict::gate)
                        .distinct()
                        .count()
                == Gate.values().length;
    }
}
