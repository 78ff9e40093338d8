package io.plumbline.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How somebody is told that they are nobody, or may not. */
public final class Refusals {
    private Refusals() {}

    /** Answers 401 with a problem, or sends a browser that wants a page to the sign-in. */
    public static void unauthorized(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (wantsPage(context)) {
            String next = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
            response.setStatusCode(303)
                    .putHeader(HttpHeaderNames.LOCATION, "/sign-in?next=" + next)
                    .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .end();
            return;
        }
        boolean shown = context.request().headers().contains(HttpHeaderNames.AUTHORIZATION);
        String detail = shown
                ? "The token is unknown, expired or revoked; ask an admin for a new one."
                : "This needs a token: send the header 'Authorization: Bearer plb_…', or sign in at /sign-in.";
        response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        problem(response, 401, "Unauthorized", shown ? "token-invalid" : "token-missing", detail);
    }

    /** Answers 403 with a problem. */
    public static void forbidden(RoutingContext context) {
        if (!context.response().ended()) {
            problem(
                    context.response(),
                    403,
                    "Forbidden",
                    "role-missing",
                    "Your token works, but none of its roles may " + context.request().method() + " "
                            + context.request().path() + "; ask an admin for a token that may.");
        }
    }

    private static boolean wantsPage(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaderNames.ACCEPT);
        return context.request().method().equals(HttpMethod.GET)
                && accept != null
                && accept.contains("text/html");
    }

    private static void problem(HttpServerResponse response, int status, String title, String code, String detail) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
        response.setStatusCode(status)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .end(body.toString());
    }
}
