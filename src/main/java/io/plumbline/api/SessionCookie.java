package io.plumbline.api;

import io.plumbline.access.SignIn;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** The cookie of a sign-in, and the redirects that carry it. */
final class SessionCookie {
    private SessionCookie() {}

    /** On to another page, with the cookies. */
    static Response to(String path, NewCookie... cookies) {
        return Response.seeOther(URI.create(path))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .cookie(cookies)
                .build();
    }

    /** Lax rather than strict, so that a link in a chat opens the page one is signed in to. */
    static NewCookie of(String value, int seconds, HttpServerRequest request) {
        return new NewCookie.Builder(SignIn.COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(request.isSSL())
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
