/** Models, their versions, what is live and was live when, the gates' verdicts, and the ledger. */
@NullMarked
package io.plumbline.registry;

import org.jspecify.annotations.NullMarked;
