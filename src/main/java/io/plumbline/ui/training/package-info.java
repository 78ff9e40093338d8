/** The pages of snapshots, and of when a model is retrained. */
@NullMarked
package io.plumbline.ui.training;

import org.jspecify.annotations.NullMarked;
