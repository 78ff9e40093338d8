package io.plumbline.client.model;

/** What a model made of one picture: a {@link Classification} or a {@link Segmentation}. */
public interface Result {
    /** How sure the model is, 0 to 1. */
    double confidence();

    /** Whether the confidence lies below the model's abstain threshold: better say nothing than something wrong. */
    boolean unsure();
}
