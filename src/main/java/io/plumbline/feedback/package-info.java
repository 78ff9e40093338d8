/** Corrections and audits: the last word on each prediction, counts of errors, labelled pictures. */
@NullMarked
package io.plumbline.feedback;

import org.jspecify.annotations.NullMarked;
