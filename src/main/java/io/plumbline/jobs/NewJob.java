package io.plumbline.jobs;

/**
 * Work to be queued.
 *
 * @param kind which handler does it
 * @param model model that it is about, or empty
 * @param payload what to do, as JSON text
 * @param requestedBy who asks
 */
public record NewJob(String kind, String model, String payload, String requestedBy) {
    /** @throws IllegalArgumentException if the kind is empty */
    public NewJob {
        if (kind.isBlank()) {
            throw new IllegalArgumentException("A job needs a kind: '" + kind + "'");
        }
    }
}
