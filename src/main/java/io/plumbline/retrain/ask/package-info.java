/** Versions that are there already are asked about pictures, in a process of their own. */
@NullMarked
package io.plumbline.retrain.ask;

import org.jspecify.annotations.NullMarked;
