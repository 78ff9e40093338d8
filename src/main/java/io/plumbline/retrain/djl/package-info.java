/** Trainers on DJL's PyTorch engine: the last layer of any classifier, and the whole of a compact CNN. */
@NullMarked
package io.plumbline.retrain.djl;

import org.jspecify.annotations.NullMarked;
