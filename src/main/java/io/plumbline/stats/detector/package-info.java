/** Sequential detectors of change in a stream of errors, as published. Evidence beside the alarm, which is in
 * {@link io.plumbline.stats.anytime}: only that one states how often it is wrong. */
@NullMarked
package io.plumbline.stats.detector;

import org.jspecify.annotations.NullMarked;
