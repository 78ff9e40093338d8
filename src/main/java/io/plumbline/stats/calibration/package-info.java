/** How far a confidence can be believed, and what it says of accuracy where labels are missing. */
@NullMarked
package io.plumbline.stats.calibration;

import org.jspecify.annotations.NullMarked;
