/** Pictures: metadata taken off, consent, retention, forgetting. Bytes lie in the content-addressed store. */
@NullMarked
package io.plumbline.picture;

import org.jspecify.annotations.NullMarked;
