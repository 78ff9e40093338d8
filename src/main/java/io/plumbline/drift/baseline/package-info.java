/** What each version is measured against. */
@NullMarked
package io.plumbline.drift.baseline;

import org.jspecify.annotations.NullMarked;
