/** A remote worker: trains on a machine of its own for a server that it reaches by HTTP. No database, no framework. */
@NullMarked
package io.plumbline.worker;

import org.jspecify.annotations.NullMarked;
