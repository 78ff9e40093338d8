/** What the pages of signals, segments and comparisons show, as plain records, and how it is said; no framework. */
@NullMarked
package io.plumbline.ui.signals.view;

import org.jspecify.annotations.NullMarked;
