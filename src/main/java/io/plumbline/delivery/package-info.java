/** Bundles on their way in and out: checked uploads, the update check, immutable downloads. */
@NullMarked
package io.plumbline.delivery;

import org.jspecify.annotations.NullMarked;
