/** What those pages show, as plain records. */
@NullMarked
package io.plumbline.ui.training.view;

import org.jspecify.annotations.NullMarked;
