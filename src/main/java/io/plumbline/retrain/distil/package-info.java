/** Distillations: a small segmenter from a large one, and what is left to people. */
@NullMarked
package io.plumbline.retrain.distil;

import org.jspecify.annotations.NullMarked;
