/** Who may come in at the gateway's door just now: how fast a token sends, how much is held, how long a body takes. */
@NullMarked
package io.plumbline.admission;

import org.jspecify.annotations.NullMarked;
