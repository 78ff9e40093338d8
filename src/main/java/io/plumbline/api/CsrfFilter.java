package io.plumbline.api;

import io.plumbline.access.SignIn;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Keeps other sites from making a signed-in browser change something here.
 *
 * <p>Whatever changes state and comes with a session cookie must show the session's CSRF token, in a form field or a
 * header. Requests with a bearer token need none: no browser sends one by itself. It guards every endpoint, so a new one
 * cannot forget it.
 */
public final class CsrfFilter {
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final SecurityIdentity caller;

    CsrfFilter(SecurityIdentity caller) {
        this.caller = caller;
    }

    /** Lets the request pass, or answers it. */
    @WithFormRead
    @ServerRequestFilter
    public Optional<Response> check(ResteasyReactiveContainerRequestContext request) {
        if (SAFE.contains(request.getMethod())) {
            return Optional.empty();
        }
        boolean session = SignIn.isSession(caller);
        boolean elsewhere = "cross-site".equals(request.getHeaderString("Sec-Fetch-Site"));
        if (elsewhere && (session || caller.isAnonymous())) {
            return refused("This form was sent by another site; open the page here and send it from there.");
        }
        if (session && !SignIn.isCsrfToken(caller, offered(request))) {
            return refused("The form's token is missing or of an earlier sign-in; load the page again and repeat.");
        }
        return Optional.empty();
    }

    private static String offered(ResteasyReactiveContainerRequestContext request) {
        String header = request.getHeaderString(SignIn.CSRF_HEADER);
        if (header != null) {
            return header;
        }
        ResteasyReactiveRequestContext context = (ResteasyReactiveRequestContext) request.getServerRequestContext();
        Object field = context.getFormParameter(SignIn.CSRF_FIELD, true, false);
        return field instanceof String text ? text : "";
    }

    private static Optional<Response> refused(String detail) {
        return Optional.of(Problem.of(403, "csrf-token-wrong", detail).response());
    }
}
