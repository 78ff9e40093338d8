/** Evidence that may be looked at after every observation: e-processes, confidence sequences, e-values. Their guarantees
 * hold at all times at once, so no schedule of looks can break them. */
@NullMarked
package io.plumbline.stats.anytime;

import org.jspecify.annotations.NullMarked;
