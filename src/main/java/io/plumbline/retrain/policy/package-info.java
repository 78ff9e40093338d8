/** When a model is retrained: what each model's policy says, and what was decided by it. */
@NullMarked
package io.plumbline.retrain.policy;

import org.jspecify.annotations.NullMarked;
