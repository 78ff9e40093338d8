package io.plumbline.api;

import io.plumbline.kernel.Rejection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error as RFC 9457 says it.
 *
 * @param type always {@code about:blank}: the code tells errors apart
 * @param title the HTTP status in words
 * @param status the HTTP status
 * @param detail one sentence for people, with the remedy
 * @param code a stable, kebab-case word for programs
 */
@Schema(description = "An error (RFC 9457): one sentence for people, a stable code for programs.")
public record Problem(String type, String title, int status, String detail, String code) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem with the usual title of its status. */
    public static Problem of(int status, String code, String detail) {
        Status known = Status.fromStatusCode(status);
        return new Problem("about:blank", known == null ? "Error" : known.getReasonPhrase(), status, detail, code);
    }

    /** A rejection as a problem. */
    public static Problem of(Rejection rejection) {
        return of(status(rejection.kind()), rejection.code(), rejection.detail());
    }

    /** The answer that carries it. */
    public Response response() {
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(this)
                .build();
    }

    private static int status(Rejection.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case GONE -> 410;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case TOO_SLOW -> 408;
            case TOO_MANY -> 429;
            case UNSUPPORTED_TYPE -> 415;
            case REFUSED -> 422;
            case UNAVAILABLE -> 503;
        };
    }
}
