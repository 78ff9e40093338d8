package io.plumbline.admission;

import io.plumbline.ingest.IngestConfig;
import io.plumbline.ingest.IngestMetrics;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;

/** The bytes of events that this process holds at a time, and the most that it will: all bodies draw from it. */
@ApplicationScoped
public class BodyBudget {
    private static final int RETRY_SECONDS = 1;

    private final IngestMetrics metrics;
    private final long most;

    BodyBudget(IngestConfig config, IngestMetrics metrics) {
        this.metrics = metrics;
        most = config.inFlight().asLongValue();
    }

    /** The part of one body, at first nothing. */
    Lease lease() {
        return new Lease();
    }

    /** What one body holds. Any thread; closing it gives all back, once. */
    final class Lease implements AutoCloseable {
        private long bytes;
        private boolean closed;

        /**
         * Takes more.
         *
         * @throws Rejection UNAVAILABLE if there is no room for it, which is taken nevertheless until the lease is closed
         */
        synchronized void add(int more) {
            if (closed) {
                throw new IllegalStateException("The body was given up");
            }
            bytes += more;
            if (metrics.inFlight(more) > most) {
                metrics.overloaded();
                throw new Rejection(
                        Rejection.Kind.UNAVAILABLE,
                        "overloaded",
                        "More events come in at once than there is room for; keep these and send them again.",
                        RETRY_SECONDS);
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                metrics.inFlight(-bytes);
            }
        }
    }
}
