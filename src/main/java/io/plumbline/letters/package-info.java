/** Dead letters: looked at, sent again, given up. */
@NullMarked
package io.plumbline.letters;

import org.jspecify.annotations.NullMarked;
