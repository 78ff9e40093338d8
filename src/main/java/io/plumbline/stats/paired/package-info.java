/** Two models on the same pictures: how far they are apart, what that proves, and how many labels would decide. */
@NullMarked
package io.plumbline.stats.paired;

import org.jspecify.annotations.NullMarked;
