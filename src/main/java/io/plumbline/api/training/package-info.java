/** REST of what models are trained on, and when. */
@NullMarked
package io.plumbline.api.training;

import org.jspecify.annotations.NullMarked;
