package io.plumbline.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.plumbline.admission.BodyBudget.Lease;
import io.plumbline.ingest.IngestConfig;
import io.plumbline.ingest.IngestMetrics;
import io.plumbline.kernel.Rejection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the bodies of requests with events, on the event loop: no worker thread waits for a phone, what is held is
 * counted byte by byte, and a body that does not arrive in time is given up with its connection.
 */
@ApplicationScoped
public class BodyIntake {
    private final IngestConfig config;
    private final IngestMetrics metrics;
    private final BodyBudget budget;

    BodyIntake(IngestConfig config, IngestMetrics metrics, BodyBudget budget) {
        this.config = config;
        this.metrics = metrics;
        this.budget = budget;
    }

    /**
     * Reads a body and works on it. To be called on the event loop of the request, before anything was read of it, and to
     * be subscribed to there, once; who cancels gives the work up, not what it has begun.
     *
     * @param encoding "gzip" or "identity"
     * @param work gets the inflated body when it is whole, on a worker thread; its bytes are counted until it returns
     * @return what the work returned. Fails with a Rejection: TOO_LARGE past 1 MiB as sent or 8 MiB inflated, INVALID if
     *     it is no gzip, UNSUPPORTED_TYPE for another encoding, TOO_SLOW if it did not arrive in time, UNAVAILABLE if
     *     there is no room for it
     */
    public <T> Uni<T> receive(RoutingContext context, String encoding, Function<byte[], T> work) {
        Lease lease = budget.lease();
        return Uni.createFrom()
                .<Buffer>emitter(whole -> new Reception(context, lease, whole).begin())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(sent -> work.apply(inflated(sent, encoding, lease)))
                .onTermination()
                .invoke(lease::close);
    }

    private static byte[] inflated(Buffer sent, String encoding, Lease lease) {
        try {
            return BodyReading.read(new ByteArrayInputStream(sent.getBytes()), encoding, lease::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One body on its way. On the event loop of its connection only. */
    private final class Reception {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final Lease lease;
        private final UniEmitter<? super Buffer> whole;
        private Optional<Buffer> content = Optional.of(Buffer.buffer());
        private long timer;

        Reception(RoutingContext context, Lease lease, UniEmitter<? super Buffer> whole) {
            this.context = context;
            this.lease = lease;
            this.whole = whole;
            request = context.request();
        }

        void begin() {
            if (request.isEnded()) {
                // Over HTTP/2 a request without a body ends with its headers, and takes no handlers any more.
                whole();
                return;
            }
            timer = context.vertx().setTimer(config.bodyTimeout().toMillis(), id -> late());
            request.exceptionHandler(gone -> {
                context.vertx().cancelTimer(timer);
                fail(tooSlow("The connection ended before the body did."));
            });
            request.endHandler(end -> {
                context.vertx().cancelTimer(timer);
                whole();
            });
            request.handler(this::more);
            if (declared() > BodyReading.MAX_SENT) {
                fail(BodyReading.tooLarge(BodyReading.MAX_SENT, "as sent"));
            } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT))) {
                context.response().writeContinue();
            }
            request.resume();
        }

        private long declared() {
            String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length.strip());
        }

        private void more(Buffer bytes) {
            // What comes after a failure is read away, so that the sender is free to read the answer.
            if (content.isPresent()) {
                Buffer all = content.get();
                try {
                    if (all.length() + bytes.length() > BodyReading.MAX_SENT) {
                        throw BodyReading.tooLarge(BodyReading.MAX_SENT, "as sent");
                    }
                    lease.add(bytes.length());
                    all.appendBuffer(bytes);
                } catch (Rejection e) {
                    fail(e);
                }
            }
        }

        private void whole() {
            Optional<Buffer> all = content;
            content = Optional.empty();
            all.ifPresent(whole::complete);
        }

        private void fail(Rejection why) {
            if (content.isPresent()) {
                content = Optional.empty();
                // Now, and not when a worker has time: what was refused for want of room makes room.
                lease.close();
                whole.fail(why);
            }
        }

        private void late() {
            if (content.isEmpty()) {
                // Answered long ago, and still sending.
                hangUp();
                return;
            }
            metrics.tooSlow();
            context.addEndHandler(answered -> hangUp());
            fail(tooSlow("The body did not arrive within "
                    + config.bodyTimeout().toMillis() + " ms; send fewer events at a time, or compress them."));
        }

        private void hangUp() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        }

        private static Rejection tooSlow(String detail) {
            return new Rejection(Rejection.Kind.TOO_SLOW, "body-too-slow", detail);
        }
    }
}
