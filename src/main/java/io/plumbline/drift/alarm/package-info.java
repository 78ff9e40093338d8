/** The guaranteed alarm: the evidence that a version errs more often than it promised, and the budget of false alarms. */
@NullMarked
package io.plumbline.drift.alarm;

import org.jspecify.annotations.NullMarked;
