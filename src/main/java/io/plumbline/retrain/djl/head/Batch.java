package io.plumbline.retrain.djl.head;

import ai.djl.ndarray.NDArray;

/**
 * Samples as the engine has them.
 *
 * @param x standardised features, shape (rows, features)
 * @param y one-hot labels times weights, shape (rows, 1, classes)
 * @param start logits of the layer that training starts at, shape (rows, 1, classes)
 * @param labels class of each row
 * @param weight scalar by which summed losses are divided: rows times the mean weight of all samples, of which these are a part; as an
 *     array that is held, since DJL lets go of a plain number before the way back has read it
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
record Batch(NDArray x, NDArray y, NDArray start, int[] labels, NDArray weight) {
    int rows() {
        return labels.length;
    }
}
