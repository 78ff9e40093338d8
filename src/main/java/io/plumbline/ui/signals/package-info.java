/** The pages of signals, segments and comparisons: reads the features, renders views. */
@NullMarked
package io.plumbline.ui.signals;

import org.jspecify.annotations.NullMarked;
