/** What each model's watch is to keep to: the alarm budget and what else people decide about it. */
@NullMarked
package io.plumbline.drift.policy;

import org.jspecify.annotations.NullMarked;
