/**
 * A delivered model on the device: read strictly, pixels to its input, its output to a result. JDK only, API level 21.
 * Start at {@link io.plumbline.client.model.ModelBundle}.
 */
@NullMarked
package io.plumbline.client.model;

import org.jspecify.annotations.NullMarked;
