package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.Weights;
import java.util.List;

/** Retrains the last layer of a classifier. A port: {@code retrain.djl} does it with DJL. */
public interface LastLayer {
    /**
     * From a champion and labelled pictures to a challenger: embeddings by the champion's frozen backbone, a new softmax
     * head, its temperature folded in. Deterministic for a seed.
     *
     * @param champion the model to start from
     * @param pictures at least two TRAIN and one TEST among them
     * @param weights how the challenger keeps its weights; it is trained, calibrated and judged with them as they are kept
     * @param seed of all that is random
     * @param listener hears of each epoch; what it throws ends the training
     * @throws IllegalArgumentException if there are too few pictures, or one does not fit the champion
     */
    Challenger retrain(
            Bundle champion, List<TrainingPicture> pictures, Weights weights, long seed, ProgressListener listener);
}
