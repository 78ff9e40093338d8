/** What is looked at beside the guaranteed alarm, and what was found by either. */
@NullMarked
package io.plumbline.drift.signal;

import org.jspecify.annotations.NullMarked;
