/** The main program: boot, wiring, configuration. Nobody imports it. */
@NullMarked
package io.plumbline.app;

import org.jspecify.annotations.NullMarked;
