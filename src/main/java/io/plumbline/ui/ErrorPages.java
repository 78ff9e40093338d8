package io.plumbline.ui;

import io.plumbline.kernel.Rejection;
import io.plumbline.ui.view.Frame;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says what went wrong on a page, to those who asked for a page; and guards every page by its headers. */
public final class ErrorPages {
    /** The media type of pages. */
    public static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

    /** No script but ours, no frame around us, nothing from elsewhere. Reports carry their style inside. */
    private static final String POLICY = "default-src 'none'; script-src 'self' '" + ReportPages.scriptDigest()
            + "'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String OURS = "It is our fault, not yours; the log has the cause.";

    private static final Map<Integer, String> HEADINGS = Map.of(
            400, "This cannot be understood",
            403, "You may not do this",
            404, "There is nothing here",
            410, "This is out of use",
            409, "This does not fit how things stand now",
            422, "This was refused",
            503, "Something that is needed is away");

    /** A rejection as a page. */
    public static Response of(Rejection rejection, Reader reader) {
        int status = status(rejection);
        String heading = heading(status);
        return Response.status(status)
                .type(HTML)
                .entity(Pages.error(reader.still(heading), heading, rejection.detail())
                        .render())
                .build();
    }

    /** The status that says what kind of rejection it is. */
    public static int status(Rejection rejection) {
        return switch (rejection.kind()) {
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

    /** Puts a page in place of an error that a program would read, and sets the headers of pages. */
    @ServerResponseFilter
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        String path = request.getUriInfo().getPath();
        boolean page = accept != null && accept.contains(MediaType.TEXT_HTML) && !path.startsWith("/v1/");
        MediaType type = response.getMediaType();
        boolean html = type != null && type.isCompatible(MediaType.TEXT_HTML_TYPE);
        if (page && response.getStatus() >= 400 && !html) {
            String heading = heading(response.getStatus());
            String detail = response.getStatus() == 403
                    ? "None of your roles allows it, or the form is of an earlier sign-in: load the page again, or ask"
                            + " for another token."
                    : "The address may be mistyped, or what it led to is gone.";
            response.setEntity(
                    Pages.error(Frame.outside(heading), heading, response.getStatus() < 500 ? detail : OURS)
                            .render(),
                    new Annotation[0],
                    MediaType.valueOf(HTML));
            html = true;
        }
        if (html) {
            response.getHeaders().putSingle("Content-Security-Policy", POLICY);
            response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
            response.getHeaders().putSingle("Referrer-Policy", "same-origin");
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    private static String heading(int status) {
        return HEADINGS.getOrDefault(status, status < 500 ? "This did not work" : "Something went wrong here");
    }
}
