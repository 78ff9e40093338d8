/** The numeric core: histograms, distances, tests and sequential detectors. JDK and Apache Commons Numbers and Statistics only. */
@NullMarked
package io.plumbline.stats;

import org.jspecify.annotations.NullMarked;
