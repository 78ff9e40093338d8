/** What operators look at, as plain records. */
@NullMarked
package io.plumbline.ui.view.operation;

import org.jspecify.annotations.NullMarked;
