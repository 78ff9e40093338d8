/** A durable queue of work in PostgreSQL: claims, leases, heartbeats, retries, progress. Knows no kind of job. */
@NullMarked
package io.plumbline.jobs;

import org.jspecify.annotations.NullMarked;
