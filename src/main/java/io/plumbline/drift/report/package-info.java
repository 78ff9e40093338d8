/** What a drift report says, and how it is said and counted. */
@NullMarked
package io.plumbline.drift.report;

import org.jspecify.annotations.NullMarked;
