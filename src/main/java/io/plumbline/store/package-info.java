/** Transactions, COPY and content-addressed blobs on PostgreSQL. */
@NullMarked
package io.plumbline.store;

import org.jspecify.annotations.NullMarked;
