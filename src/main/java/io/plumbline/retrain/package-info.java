/** Retraining: when it starts, what it learns from, and the gates that its result has to pass. */
@NullMarked
package io.plumbline.retrain;

import org.jspecify.annotations.NullMarked;
