package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.access.Roles;
import io.plumbline.admission.BodyIntake;
import io.plumbline.admission.EventRates;
import io.plumbline.ingest.Gateway;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.function.IntConsumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Predictions and corrections, from the phones. The methods begin on the event loop, so that a slow body holds no worker
 * thread, and must not wait there; a sender that hangs up does not undo what was begun.
 */
@Path("/v1/events")
@Tag(name = "Events")
public class EventResource {
    private final BodyIntake intake;
    private final Gateway gateway;
    private final EventRates rates;
    private final SecurityIdentity caller;

    EventResource(BodyIntake intake, Gateway gateway, EventRates rates, SecurityIdentity caller) {
        this.intake = intake;
        this.gateway = gateway;
        this.rates = rates;
        this.caller = caller;
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
    @NonBlocking
    @Cancellable(false)
    @Operation(summary = "Send up to 500 events, at most 1 MiB; gzip is welcome. One bad event fails only itself")
    @RequestBody(required = true, content = @Content(schema = @Schema(type = SchemaType.ARRAY)))
    public Uni<RestResponse<Answer>> batch(
            @HeaderParam("Content-Encoding") @Nullable String encoding, @Context RoutingContext request) {
        IntConsumer admission = admission();
        return intake.receive(
                request, Bodies.or(encoding, "identity"), body -> accepted(gateway.takeBatch(body, admission)));
    }

    @POST
    @Consumes("application/cloudevents+json")
    @RolesAllowed({Roles.DEVICE, Roles.ADMIN})
    @NonBlocking
    @Cancellable(false)
    @Operation(summary = "Send one event, at most 64 KiB")
    @RequestBody(required = true, content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public Uni<RestResponse<Answer>> one(
            @HeaderParam("Content-Encoding") @Nullable String encoding, @Context RoutingContext request) {
        IntConsumer admission = admission();
        return intake.receive(
                request, Bodies.or(encoding, "identity"), body -> accepted(List.of(gateway.takeOne(body, admission))));
    }

    /** Asks whether this caller may send so many; the name is taken here, where the caller is known. */
    private IntConsumer admission() {
        String name = caller.getPrincipal().getName();
        return events -> rates.admit(name, events);
    }

    private static RestResponse<Answer> accepted(List<Gateway.Result> results) {
        return RestResponse.status(RestResponse.Status.ACCEPTED, Answer.of(results));
    }
}
