package io.plumbline.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.plumbline.access.Roles;
import io.plumbline.ingest.IngestConfig;
import io.plumbline.ingest.IngestMetrics;
import io.plumbline.kernel.Rejection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the bodies of requests with events, on the event loop: no worker thread waits for a phone, what is held is
 * counted byte by byte, and a body that does not arrive in time is given up with its connection.
 *
 * <p>Comes after authentication. A caller who may not send events is left to the endpoint, which refuses unread.
 */
@ApplicationScoped
class BodyIntake {
    private static final String PATH = "/v1/events";
    /** After authentication (200) and authorization (100). */
    private static final int PRIORITY = 50;

    private final IngestConfig config;
    private final IngestMetrics metrics;
    private final BodyBudget budget;

    BodyIntake(IngestConfig config, IngestMetrics metrics, BodyBudget budget) {
        this.config = config;
        this.metrics = metrics;
        this.budget = budget;
    }

    void register(@Observes Filters filters) {
        filters.register(this::receive, PRIORITY);
    }

    private void receive(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.POST) && isEvents(context) && maySend(context)) {
            new Reception(context).begin();
        } else {
            context.next();
        }
    }

    private static boolean isEvents(RoutingContext context) {
        String path = context.normalizedPath();
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).endsWith(PATH);
    }

    private static boolean maySend(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user
                && (user.getSecurityIdentity().hasRole(Roles.DEVICE)
                        || user.getSecurityIdentity().hasRole(Roles.ADMIN));
    }

    /** One body on its way. On the event loop of its connection only. */
    private final class Reception {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final EventBody body = new EventBody(budget.lease());
        private final AtomicBoolean handedOn = new AtomicBoolean();

        Reception(RoutingContext context) {
            this.context = context;
            request = context.request();
        }

        void begin() {
            body.attach(context);
            long timer = context.vertx().setTimer(config.bodyTimeout().toMillis(), id -> late());
            context.addEndHandler(end -> body.abandon());
            request.exceptionHandler(gone -> {
                context.vertx().cancelTimer(timer);
                body.abandon();
            });
            request.endHandler(end -> {
                context.vertx().cancelTimer(timer);
                handOn();
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
            if (!handedOn.get()) {
                try {
                    body.append(bytes);
                } catch (Rejection e) {
                    fail(e);
                }
            }
        }

        private void fail(Rejection why) {
            body.fail(why);
            handOn();
        }

        private void late() {
            if (handedOn.get()) {
                // Answered long ago, and still sending.
                hangUp();
                return;
            }
            metrics.tooSlow();
            context.addEndHandler(answered -> hangUp());
            fail(new Rejection(
                    Rejection.Kind.TOO_SLOW,
                    "body-too-slow",
                    "The body did not arrive within " + config.bodyTimeout().toMillis()
                            + " ms; send fewer events at a time, or compress them."));
        }

        private void hangUp() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        }

        private void handOn() {
            if (handedOn.compareAndSet(false, true)) {
                context.next();
            }
        }
    }
}
