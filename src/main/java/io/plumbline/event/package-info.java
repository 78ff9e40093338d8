/** Wire records: CloudEvents of predictions and corrections, parsed and checked. */
@NullMarked
package io.plumbline.event;

import org.jspecify.annotations.NullMarked;
