package io.plumbline.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.plumbline.access.Refusals;
import io.plumbline.kernel.Outages;
import io.plumbline.kernel.Rejection;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where errors become answers. */
public final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    /** Seconds after which a client may try again when something of ours is away. */
    private static final int RETRY_SECONDS = 5;

    private final Outages outages;

    ProblemMapper(Outages outages) {
        this.outages = outages;
    }

    @ServerExceptionMapper
    public Response rejection(Rejection rejection) {
        Response response = Problem.of(rejection).response();
        int retry = rejection.retrySeconds().orElse(rejection.kind() == Rejection.Kind.UNAVAILABLE ? RETRY_SECONDS : 0);
        return retry == 0
                ? response
                : Response.fromResponse(response)
                        .header(HttpHeaders.RETRY_AFTER, retry)
                        .build();
    }

    @ServerExceptionMapper({MismatchedInputException.class, JsonProcessingException.class})
    public Response json(JsonProcessingException broken) {
        return Problem.of(400, "json-invalid", sentence(broken)).response();
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public Response unauthorized(SecurityException nobody, RoutingContext context) {
        return refusal(Refusals.unauthorized(context));
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException may, RoutingContext context) {
        return refusal(Refusals.forbidden(context));
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException failure, UriInfo uri) {
        Throwable cause = failure.getCause();
        if (cause instanceof JsonProcessingException broken) {
            return json(broken);
        }
        if (cause instanceof Rejection rejection) {
            return rejection(rejection);
        }
        int status = failure.getResponse().getStatus();
        return status < 400 ? failure.getResponse() : plain(status, uri.getPath(), failure);
    }

    /** What nobody foresaw: the log has the cause, the answer its number. */
    @ServerExceptionMapper
    public Response unforeseen(Exception failure, UriInfo uri) {
        Optional<Rejection> outage = outages.of(failure);
        if (outage.isPresent()) {
            LOG.warnf("Request must come again: path=%s cause=%s", uri.getPath(), failure.getMessage());
            return rejection(outage.get());
        }
        UUID number = UUID.randomUUID();
        LOG.errorf(failure, "Request failed: path=%s number=%s", uri.getPath(), number);
        return Problem.of(
                        500,
                        "internal-error",
                        "Something went wrong here, not with the request. The log has it as " + number + ".")
                .response();
    }

    private static Response refusal(Refusals.Refusal refusal) {
        Response.ResponseBuilder response = Response.status(refusal.status()).entity(refusal.body());
        refusal.headers().forEach(response::header);
        return response.build();
    }

    private static Response plain(int status, String path, WebApplicationException failure) {
        return switch (status) {
            case 404 ->
                Problem.of(
                                404,
                                "path-unknown",
                                "Nothing is at " + path
                                        + ", or its parameters cannot be read; /q/openapi lists all there is.")
                        .response();
            case 405 ->
                Problem.of(
                                405,
                                "method-not-allowed",
                                path + " does not take this method; /q/openapi lists those it takes.")
                        .response();
            case 406 ->
                Problem.of(406, "not-acceptable", path + " has no content of the type that Accept asks for.")
                        .response();
            case 413 ->
                Problem.of(413, "body-too-large", "The body is larger than this server takes.")
                        .response();
            case 415 ->
                Problem.of(
                                415,
                                "content-type-unsupported",
                                path + " does not take this Content-Type; /q/openapi lists those it takes.")
                        .response();
            default ->
                Problem.of(status, "request-failed", String.valueOf(failure.getMessage()))
                        .response();
        };
    }

    /** Jackson's sentence with the place, without its talk of Java classes. */
    private static String sentence(JsonProcessingException broken) {
        String where = broken instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        String line = broken.getLocation() == null
                ? ""
                : " at line " + broken.getLocation().getLineNr() + ", column "
                        + broken.getLocation().getColumnNr();
        if (!where.isEmpty()) {
            return "The value of '" + where + "' is not of the right type" + line + ".";
        }
        return broken instanceof MismatchedInputException
                ? "The body is not the JSON object that is expected here" + line + "."
                : "The body is no valid JSON" + line + ".";
    }
}
