package io.plumbline.retrain;

/** Hears how a training goes on. */
@FunctionalInterface
public interface ProgressListener {
    /** Hears nothing. */
    ProgressListener NONE = progress -> {};

    /** Called in the training thread after each step worth telling; what it throws ends the training. */
    void progressed(Progress progress);

    /**
     * Where a training stands.
     *
     * @param epoch under way or just finished, from 1
     * @param epochs planned; early stopping may use fewer
     * @param fraction of all the work that is done, 0 to 1
     * @param loss mean training loss of this epoch so far
     * @param accuracy on the validation pictures after this epoch; NaN within an epoch or where there are none
     * @param validationLoss on the validation pictures after this epoch; NaN as the accuracy is
     */
    record Progress(int epoch, int epochs, double fraction, double loss, double accuracy, double validationLoss) {
        /** Without a loss on validation pictures. */
        public Progress(int epoch, int epochs, double fraction, double loss, double accuracy) {
            this(epoch, epochs, fraction, loss, accuracy, Double.NaN);
        }
    }
}
