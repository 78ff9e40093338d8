/** The road of an event: HTTP gateway to Kafka, Kafka to one PostgreSQL transaction. */
@NullMarked
package io.plumbline.ingest;

import org.jspecify.annotations.NullMarked;
