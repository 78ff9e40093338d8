package io.plumbline.retrain.policy;

import io.plumbline.kernel.Rejection;
import java.util.UUID;
import java.util.function.Consumer;

/** Begins what makes the next version of models of one task, where that is no retraining of the live one. */
public interface Starter {
    /** Code of the rejection where there is a job already. */
    String UNDER_WAY = "already-distilling";

    /** Task of the models that it is for, such as {@code segmentation}. */
    String task();

    /**
     * Queues a job.
     *
     * @param policy that says so
     * @param actor in whose name
     * @param noted is told the job, in the transaction that queues it
     * @throws Rejection if it cannot begin: why, and what would help
     */
    void start(String model, RetrainPolicy policy, String actor, Consumer<UUID> noted);
}
