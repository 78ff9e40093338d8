package io.plumbline.ui.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job as the queue knows it.
 *
 * @param id its identity
 * @param kind what it does, for instance "retrain"
 * @param model for which model; empty for none
 * @param status "queued", "running", "succeeded", "failed" or "cancelled"
 * @param progress 0 to 1
 * @param message what it does at present, or how it ended
 * @param requestedBy who asked for it
 * @param attempt how often it was begun
 * @param maxAttempts how often it may be begun
 * @param worker who works on it, or did last; empty for nobody yet
 * @param stopping whether it runs and somebody has asked it to stop
 * @param retryAt when it is begun again after a failure; empty if it does not wait for that
 * @param candidate the version that it made; empty for none
 * @param createdAt when it was asked for
 * @param changedAt when anything about it last changed
 * @param log its lines, oldest first; empty in lists
 * @param points values of its curves by name, by step; empty in lists
 */
public record JobFacts(
        String id,
        String kind,
        String model,
        String status,
        double progress,
        String message,
        String requestedBy,
        int attempt,
        int maxAttempts,
        String worker,
        boolean stopping,
        Optional<Instant> retryAt,
        String candidate,
        Instant createdAt,
        Instant changedAt,
        List<String> log,
        SortedMap<Integer, SortedMap<String, Double>> points) {

    /** Copies the lists. */
    public JobFacts {
        log = List.copyOf(log);
        points = new TreeMap<>(points);
    }

    boolean active() {
        return status.equals("queued") || status.equals("running");
    }

    int percent() {
        return Double.isFinite(progress) ? (int) Math.round(100 * Math.min(1, Math.max(0, progress))) : 0;
    }
}
