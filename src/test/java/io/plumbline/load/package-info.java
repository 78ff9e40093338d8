/** Traffic of a fleet of phones for benchmarks and fault tests, and the ledger of what must come of it. */
@NullMarked
package io.plumbline.load;

import org.jspecify.annotations.NullMarked;
