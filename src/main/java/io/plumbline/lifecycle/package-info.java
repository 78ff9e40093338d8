/** What happened, told to other systems: an outbox, a relay to Kafka, webhooks. */
@NullMarked
package io.plumbline.lifecycle;

import org.jspecify.annotations.NullMarked;
