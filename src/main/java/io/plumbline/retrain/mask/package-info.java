/** Segmenters on masks that people made: what each draws, and how far that agrees. */
@NullMarked
package io.plumbline.retrain.mask;

import org.jspecify.annotations.NullMarked;
