/** REST of what models are trained on, when, and by remote workers. */
@NullMarked
package io.plumbline.api.training;

import org.jspecify.annotations.NullMarked;
