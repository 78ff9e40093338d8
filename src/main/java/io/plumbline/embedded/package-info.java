/** Starts PostgreSQL and Kafka on this machine, for those who have neither. Real servers, real durability, loopback. */
@NullMarked
package io.plumbline.embedded;

import org.jspecify.annotations.NullMarked;
