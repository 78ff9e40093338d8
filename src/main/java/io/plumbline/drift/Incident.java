package io.plumbline.drift;

import java.time.Instant;
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
 * @param resolvedAt when it was resolved; empty while it is open
 * @param resolution why it was resolved
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
        Optional<Instant> resolvedAt,
        Optional<String> resolution,
        UUID report) {
    /** The error rate of the audit arm, under guarantee. */
    public static final String FIELD_ERROR = "field-error";

    /** Whether it still waits for somebody. */
    public boolean open() {
        return resolvedAt.isEmpty();
    }
}
