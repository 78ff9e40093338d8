package io.plumbline.retrain.distil;

import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.Split;

/**
 * A picture that a teacher is to draw a mask of.
 *
 * @param image address of what is kept of it
 * @param source device that took it, or {@code reference}
 * @param split TRAIN or VALIDATION
 */
record AskedPicture(Sha256 image, String source, Split split) {}
