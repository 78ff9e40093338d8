/** How far two samples are apart, and whether that could be chance: distances and tests, on histograms and on numbers. */
@NullMarked
package io.plumbline.stats.distance;

import org.jspecify.annotations.NullMarked;
