/** Estimates and classical tests at one look: rates from unequal samples, paired comparisons, trends, many hypotheses. */
@NullMarked
package io.plumbline.stats.estimate;

import org.jspecify.annotations.NullMarked;
