/** What a training goes on from after its process was killed. */
@NullMarked
package io.plumbline.retrain.djl.resume;

import org.jspecify.annotations.NullMarked;
