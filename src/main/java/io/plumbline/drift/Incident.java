package io.plumbline.drift;

import io.plumbline.drift.alarm.Counted;
import io.plumbline.kernel.Change;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that is wrong with a version. There is one per (model, version, segment, signal, direction).
 *
 * @param id its number
 * @param model name of the model
 * @param version version that drifted
 * @param segmentKey segment key, empty for the whole fleet
 * @param segmentValue segment value, empty for the whole fleet
 * @param signal what drifted, for instance "field-error"
 * @param direction "up" or "down"
 * @param openedAt when it was opened
 * @param state where it stands
 * @param harm points of error by which the version is at least worse than at its validation, 0 to 1: lower end of the
 *     confidence sequence when it was opened
 * @param report report that explains it
 */
public record Incident(
        long id,
        String model,
        String version,
        String segmentKey,
        String segmentValue,
        String signal,
        String direction,
        Instant openedAt,
        IncidentState state,
        double harm,
        UUID report) {
    /** The error rate of the audit arm, under guarantee. */
    public static final String FIELD_ERROR = Counted.ERRORS.signal();

    private static final double SERIOUS = 0.05;
    private static final double CRITICAL = 0.15;

    /** How bad it is, by the harm that is certain and not by how certain it is. */
    public enum Severity {
        MINOR,
        SERIOUS,
        CRITICAL
    }

    /** Whether the model errs more, which labels and a retraining can mend; silence and evidence are for people to look into. */
    public boolean ofErrors() {
        return Arrays.stream(Counted.values())
                .anyMatch(counted -> counted.signal().equals(signal));
    }

    /** From 5 points of error on serious, from 15 critical. */
    public Severity severity() {
        return harm >= CRITICAL ? Severity.CRITICAL : harm >= SERIOUS ? Severity.SERIOUS : Severity.MINOR;
    }

    /** That it came to its present state, for the ledger and for other systems. */
    Change changed(Change.What what, String detail) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("number", id);
        facts.put("severity", severity().name().toLowerCase(Locale.ROOT));
        facts.put("harm", harm);
        facts.put("segmentKey", segmentKey);
        facts.put("segmentValue", segmentValue);
        facts.put("signal", signal);
        facts.put("direction", direction);
        facts.put("state", state.word());
        facts.put("report", "/reports/" + report);
        return new Change(
                what, state.by(), Optional.of(model), Optional.of(version), detail, Map.of("incident", facts));
    }

    /** Whether it still waits for somebody, now or after a snooze. */
    public boolean open() {
        return state instanceof IncidentState.Unresolved;
    }
}
