package io.plumbline.admission;

import io.plumbline.admission.BodyBudget.Lease;
import io.plumbline.kernel.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A body with events that has arrived, or the reason why it did not. It belongs to the thread that {@link #take}s it, and
 * to nobody once the connection is gone before that.
 */
public final class EventBody implements AutoCloseable {
    private static final String KEY = EventBody.class.getName();

    private final Lease lease;
    private Optional<Buffer> content = Optional.of(Buffer.buffer());
    private Optional<Rejection> failure = Optional.empty();
    private boolean taken;

    EventBody(Lease lease) {
        this.lease = lease;
    }

    /**
     * The body of a request, to be closed by the caller.
     *
     * @throws Rejection if it is too large, did not come in time, or there is no room for it
     */
    public static EventBody take(RoutingContext request) {
        EventBody body = request.get(KEY);
        if (body == null) {
            throw new IllegalStateException("Nobody read the body of " + request.normalizedPath());
        }
        body.hand();
        return body;
    }

    /**
     * The events, inflated.
     *
     * @param encoding "gzip" or "identity"
     * @throws Rejection past 8 MiB inflated, for a broken gzip or another encoding, or if there is no room
     */
    public byte[] read(String encoding) throws IOException {
        byte[] sent = content.orElseThrow().getBytes();
        content = Optional.empty();
        return BodyReading.read(new ByteArrayInputStream(sent), encoding, lease::add);
    }

    void attach(RoutingContext request) {
        request.put(KEY, this);
    }

    synchronized void append(Buffer more) {
        if (failure.isEmpty()) {
            Buffer all = content.orElseThrow();
            if (all.length() + more.length() > BodyReading.MAX_SENT) {
                throw BodyReading.tooLarge(BodyReading.MAX_SENT, "as sent");
            }
            lease.add(more.length());
            all.appendBuffer(more);
        }
    }

    /** It will not arrive. */
    synchronized void fail(Rejection why) {
        failure = Optional.of(why);
        content = Optional.empty();
        lease.close();
    }

    /** The connection is over; who has taken it may finish. */
    synchronized void abandon() {
        if (!taken) {
            content = Optional.empty();
            lease.close();
        }
    }

    private synchronized void hand() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (content.isEmpty()) {
            throw new Rejection(Rejection.Kind.TOO_SLOW, "body-too-slow", "The connection ended before the body did.");
        }
        taken = true;
    }

    @Override
    public synchronized void close() {
        content = Optional.empty();
        lease.close();
    }
}
