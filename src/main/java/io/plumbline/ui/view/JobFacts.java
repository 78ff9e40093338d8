package io.plumbline.ui.view;

import java.time.Instant;
import java.util.List;

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
 * @param createdAt when it was asked for
 * @param changedAt when anything about it last changed
 * @param log its lines, oldest first; empty in lists
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
        Instant createdAt,
        Instant changedAt,
        List<String> log) {

    /** Copies the list. */
    public JobFacts {
        log = List.copyOf(log);
    }

    boolean active() {
        return status.equals("queued") || status.equals("running");
    }

    int percent() {
        return Double.isFinite(progress) ? (int) Math.round(100 * Math.min(1, Math.max(0, progress))) : 0;
    }
}
