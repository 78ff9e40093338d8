package io.plumbline.retrain.work;

import java.io.IOException;

/** A way to train: a pure function from the inputs of a work folder to its outputs, the same for the same seed. */
public interface Trainer {
    /** The word for it in a {@link TrainingOrder}. */
    String name();

    /**
     * Makes {@link WorkFolder#MODEL} and {@link WorkFolder#RESULT}. Goes on from the checkpoints of the folder, with the
     * same outcome as if it had never been stopped.
     *
     * @throws IllegalArgumentException if the inputs will never do, in a sentence for people
     */
    void train(WorkFolder folder, TrainingListener listener) throws IOException;

    /** Makes {@link WorkFolder#GOLDEN}, and {@link WorkFolder#JUDGED}: what the champion and the new model say about the pictures to judge by. */
    void judge(WorkFolder folder, TrainingListener listener) throws IOException;
}
