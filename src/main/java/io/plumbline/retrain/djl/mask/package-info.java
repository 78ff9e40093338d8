/** Masks: a small segmentation network, trained on what people drew and what a large network drew for it. */
@NullMarked
package io.plumbline.retrain.djl.mask;

import org.jspecify.annotations.NullMarked;
