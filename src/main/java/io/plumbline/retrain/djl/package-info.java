/** Trainers on DJL's PyTorch engine: the last layer of any classifier, a whole network, a student of a teacher. */
@NullMarked
package io.plumbline.retrain.djl;

import org.jspecify.annotations.NullMarked;
