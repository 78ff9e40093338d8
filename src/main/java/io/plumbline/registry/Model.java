package io.plumbline.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A model that phones run.
 *
 * @param name its name in addresses
 * @param title its name for people
 * @param task {@code classification} or {@code segmentation}
 * @param segments keys by which its predictions are told apart, the most telling first
 * @param createdAt when it was registered
 * @param createdBy who registered it
 * @param restoredAt when it came into use again for the last time, if it was ever out of use
 */
public record Model(
        String name,
        String title,
        String task,
        List<String> segments,
        Instant createdAt,
        String createdBy,
        Optional<Instant> restoredAt) {
    /** The task of models that draw masks. */
    public static final String SEGMENTATION = "segmentation";

    /** Whether it draws masks; if not, it names classes. */
    public boolean drawsMasks() {
        return task.equals(SEGMENTATION);
    }
}
