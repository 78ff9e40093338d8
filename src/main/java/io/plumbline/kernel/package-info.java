/** Ids, time spans and small values that every feature shares. Imports nothing of Plumbline. */
@NullMarked
package io.plumbline.kernel;

import org.jspecify.annotations.NullMarked;
