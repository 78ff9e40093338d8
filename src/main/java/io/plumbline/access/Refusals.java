package io.plumbline.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.plumbline.kernel.Rejection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How somebody is told that they are nobody, or may not. */
public final class Refusals {
    private static final String UNAVAILABLE = Refusals.class.getName() + ".unavailable";
    private static final String RETRY_SECONDS = "5";

    private Refusals() {}

    /**
     * An answer of refusal, in no framework's words.
     *
     * @param status HTTP status
     * @param headers its headers
     * @param body its body, empty for a redirect
     */
    public record Refusal(int status, Map<String, String> headers, String body) {
        /** Sends it, unless something was sent before. */
        void send(RoutingContext context) {
            HttpServerResponse response = context.response();
            if (!response.ended()) {
                response.setStatusCode(status);
                headers.forEach(response::putHeader);
                response.end(body);
            }
        }
    }

    /** Notes that the caller could not be looked up: the refusal will be 503. */
    static void unavailable(RoutingContext context, Rejection why) {
        context.put(UNAVAILABLE, why);
    }

    /** 503 with a problem if the caller could not be looked up; else 401 with a problem, or for a browser that wants a page the way to the sign-in. */
    public static Refusal unauthorized(RoutingContext context) {
        Rejection unavailable = context.get(UNAVAILABLE);
        if (unavailable != null) {
            return problem(503, "Service Unavailable", unavailable.code(), unavailable.detail());
        }
        boolean shown = context.request().headers().contains(HttpHeaderNames.AUTHORIZATION);
        if (!shown && wantsPage(context)) {
            String next = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
            return new Refusal(303, Map.of("Location", "/sign-in?next=" + next, "Cache-Control", "no-store"), "");
        }
        String detail = shown
                ? "The token is unknown, expired or revoked; ask an admin for a new one."
                : "This needs a token: send the header 'Authorization: Bearer plb_…', or sign in at /sign-in.";
        return problem(401, "Unauthorized", shown ? "token-invalid" : "token-missing", detail);
    }

    /** 403 with a problem. */
    public static Refusal forbidden(RoutingContext context) {
        String detail = "Your token works, but none of its roles may "
                + context.request().method() + " " + context.request().path()
                + "; ask an admin for a token that may.";
        return problem(403, "Forbidden", "role-missing", detail);
    }

    private static boolean wantsPage(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaderNames.ACCEPT);
        return context.request().method().equals(HttpMethod.GET) && accept != null && accept.contains("text/html");
    }

    private static Refusal problem(int status, String title, String code, String detail) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/problem+json");
        headers.put("Cache-Control", "no-store");
        if (status == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        } else if (status == 503) {
            headers.put("Retry-After", RETRY_SECONDS);
        }
        return new Refusal(status, headers, body.toString());
    }
}
