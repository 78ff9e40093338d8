/** Hourly histograms of predictions by model version, segment and device shard. */
@NullMarked
package io.plumbline.profile;

import org.jspecify.annotations.NullMarked;
