package io.plumbline.retrain.work;

/** A training that broke, and may do better when tried again. */
public final class TrainingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingFailed(String message) {
        super(message);
    }
}
