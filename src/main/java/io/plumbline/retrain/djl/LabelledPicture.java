package io.plumbline.retrain.djl;

/**
 * A picture whose class is known. The array is owned by the record: do not write to it.
 *
 * @param input network input, as {@code Pixels} makes it
 * @param label index of the class
 * @param weight how much it counts in training, at least 0; 1 is usual
 * @param split what it may be used for
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: pictures are never compared nor used as keys.
public record LabelledPicture(float[] input, int label, float weight, Split split) {
    /** What a picture may be used for; never more than one. */
    public enum Split {
        /** To learn from. */
        TRAIN,
        /** To stop early by and to calibrate with; where there are none, a part of TRAIN is taken. */
        VALIDATION,
        /** To compare the champion and the challenger on; neither training nor calibration sees it. */
        TEST
    }
}
