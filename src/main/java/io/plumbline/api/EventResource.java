package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.access.Roles;
import io.plumbline.ingest.Gateway;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Predictions and corrections, from the phones. */
@Path("/v1/events")
@Tag(name = "Events")
public class EventResource {
    private final Gateway gateway;

    EventResource(Gateway gateway) {
        this.gateway = gateway;
    }

    /** What became of a request. */
    record Answer(int accepted, int rejected, List<EventAnswer> results) {
        static Answer of(List<Gateway.Result> results) {
            List<EventAnswer> answers = results.stream().map(EventAnswer::of).toList();
            int accepted =
                    (int) results.stream().filter(Gateway.Result::accepted).count();
            return new Answer(accepted, results.size() - accepted, answers);
        }
    }

    /** What became of one event. What does not apply is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EventAnswer(
            int index,
            @Nullable String id,
            String status,
            @Nullable String code,
            @Nullable String detail) {
        static EventAnswer of(Gateway.Result result) {
            return new EventAnswer(
                    result.index(),
                    result.id().orElse(null),
                    result.accepted() ? "accepted" : "rejected",
                    result.code().orElse(null),
                    result.detail().orElse(null));
        }
    }

    @POST
    @Consumes("application/cloudevents-batch+json")
    @RolesAllowed({Roles.DEVICE, Roles.ADMIN})
    @Operation(summary = "Send up to 500 events, at most 1 MiB; gzip is welcome. One bad event fails only itself")
    public RestResponse<Answer> batch(@HeaderParam("Content-Encoding") @Nullable String encoding, InputStream body)
            throws IOException {
        byte[] bytes = EventBody.read(body, Bodies.or(encoding, "identity"));
        return RestResponse.status(RestResponse.Status.ACCEPTED, Answer.of(gateway.takeBatch(bytes)));
    }

    @POST
    @Consumes("application/cloudevents+json")
    @RolesAllowed({Roles.DEVICE, Roles.ADMIN})
    @Operation(summary = "Send one event, at most 64 KiB")
    public RestResponse<Answer> one(@HeaderParam("Content-Encoding") @Nullable String encoding, InputStream body)
            throws IOException {
        byte[] bytes = EventBody.read(body, Bodies.or(encoding, "identity"));
        return RestResponse.status(RestResponse.Status.ACCEPTED, Answer.of(List.of(gateway.takeOne(bytes))));
    }
}
