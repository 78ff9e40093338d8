/** The server's part of trainings that remote workers do. */
@NullMarked
package io.plumbline.retrain.remote;

import org.jspecify.annotations.NullMarked;
