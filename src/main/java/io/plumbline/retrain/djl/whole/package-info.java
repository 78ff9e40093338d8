/** The whole network, trained from nothing. */
@NullMarked
package io.plumbline.retrain.djl.whole;

import org.jspecify.annotations.NullMarked;
