/** Holds the package table and the habits of this code base, and shows of each rule that it bites. */
@NullMarked
package io.plumbline.architecture;

import org.jspecify.annotations.NullMarked;
