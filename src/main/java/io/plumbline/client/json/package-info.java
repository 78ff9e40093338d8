/** A small strict JSON reader and writer, since Android's own is not in the JDK and the JDK has none. */
@NullMarked
package io.plumbline.client.json;

import org.jspecify.annotations.NullMarked;
