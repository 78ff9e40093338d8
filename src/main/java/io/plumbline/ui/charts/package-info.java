/**
 * Charts as inline SVG, written on the server: no script, no outside font or image, colours by CSS variables so that
 * light, dark and print work alike. Every value can be hovered, every text is escaped.
 */
@NullMarked
package io.plumbline.ui.charts;

import org.jspecify.annotations.NullMarked;
