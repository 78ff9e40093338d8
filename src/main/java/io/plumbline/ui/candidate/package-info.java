/** The page of a version: its gates, its card, and where it and its champion differ. */
@NullMarked
package io.plumbline.ui.candidate;

import org.jspecify.annotations.NullMarked;
