/**
 * Child processes of Plumbline's own program: with what class path and environment they run, and how much memory they
 * may hold.
 */
@NullMarked
package io.plumbline.process;

import org.jspecify.annotations.NullMarked;
