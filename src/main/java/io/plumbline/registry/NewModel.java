package io.plumbline.registry;

import io.plumbline.kernel.Rejection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is said of a model when it is registered or changed.
 *
 * @param name its name in addresses, see {@link Names#model}
 * @param title its name for people, 1 to 200 characters
 * @param task {@code classification} or {@code segmentation}
 * @param segments at most 8 different keys, see {@link Names#segment}
 */
public record NewModel(String name, String title, String task, List<String> segments) {
    private static final Set<String> TASKS = Set.of("classification", "segmentation");

    /** @throws Rejection if a value is not as described */
    public NewModel {
        Names.model(name);
        title = title.strip();
        if (title.isEmpty() || title.length() > 200) {
            throw Rejection.invalid(
                    "title-invalid", "The title has " + title.length() + " characters; it takes 1 to 200.");
        }
        if (!TASKS.contains(task)) {
            throw Rejection.invalid("task-unknown", "'" + task + "' is no task; use classification or segmentation.");
        }
        segments = List.copyOf(segments);
        segments.forEach(Names::segment);
        if (segments.size() > 8 || new HashSet<>(segments).size() < segments.size()) {
            throw Rejection.invalid("segments-invalid", segments + " are not at most 8 different segment keys.");
        }
    }
}
