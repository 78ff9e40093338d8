/**
 * Whole processes under load: killed, paused, cut off from each other, without room. Afterwards every acknowledged event is
 * counted exactly once.
 */
@NullMarked
package io.plumbline.faults;

import org.jspecify.annotations.NullMarked;
