package io.plumbline.api;

import io.plumbline.access.Roles;
import io.plumbline.delivery.Deliveries;
import io.plumbline.delivery.Update;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What a phone should run. */
@Path("/v1/models/{model}/update")
@Tag(name = "Devices")
public class UpdateResource {
    private final Deliveries deliveries;

    UpdateResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GET
    @RolesAllowed({Roles.DEVICE, Roles.ADMIN})
    @Operation(summary = "Ask for a newer version than the one that runs")
    @APIResponse(responseCode = "200", description = "Run this one")
    @APIResponse(responseCode = "204", description = "The phone runs the right version, or none was released yet")
    public RestResponse<Update> update(
            @PathParam("model") String model, @QueryParam("current") @DefaultValue("") String current) {
        return deliveries.update(model, current).map(RestResponse::ok).orElseGet(RestResponse::noContent);
    }
}
