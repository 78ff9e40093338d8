/** What the pages show, in words and pictures: records that templates take, and the plain classes that fill them. */
@NullMarked
package io.plumbline.ui.view;

import org.jspecify.annotations.NullMarked;
