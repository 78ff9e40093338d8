/** What the page of a version shows, as plain records, and how it is said. */
@NullMarked
package io.plumbline.ui.candidate.view;

import org.jspecify.annotations.NullMarked;
