/** What retraining gives, measured: the tables of docs/training.md. */
@NullMarked
package io.plumbline.retrain.study;

import org.jspecify.annotations.NullMarked;
