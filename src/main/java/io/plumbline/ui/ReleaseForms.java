package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Archive;
import io.plumbline.registry.Models;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The buttons beside versions and models. Each answers with the way back to the page, so that a reload repeats nothing. */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
public class ReleaseForms {
    private final Models models;
    private final Archive archive;
    private final Reader reader;

    ReleaseForms(Models models, Archive archive, Reader reader) {
        this.models = models;
        this.archive = archive;
        this.reader = reader;
    }

    @POST
    @Path("models/{model}/versions/{version}/promote")
    @Operation(hidden = true)
    public Response promote(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @FormParam("reason") @DefaultValue("") String reason) {
        models.promote(model, version, reader.name(), reason);
        return back(model, "promoted");
    }

    @POST
    @Path("models/{model}/versions/{version}/reject")
    @Operation(hidden = true)
    public Response reject(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @FormParam("reason") @DefaultValue("") String reason) {
        models.reject(model, version, reader.name(), reason);
        return back(model, "rejected");
    }

    @POST
    @Path("models/{model}/rollback")
    @Operation(hidden = true)
    public Response rollback(@PathParam("model") String model, @FormParam("reason") @DefaultValue("") String reason) {
        models.rollback(model, "", reader.name(), reason);
        return back(model, "rolled-back");
    }

    @POST
    @Path("models/{model}/archive")
    @Operation(hidden = true)
    public Response archive(@PathParam("model") String model, @FormParam("reason") @DefaultValue("") String reason) {
        archive.archive(model, reason, reader.name());
        return Response.seeOther(
                        UriBuilder.fromPath("/").queryParam("done", "archived").build())
                .build();
    }

    @POST
    @Path("models/{model}/restore")
    @Operation(hidden = true)
    public Response restore(@PathParam("model") String model, @FormParam("reason") @DefaultValue("") String reason) {
        archive.restore(model, reason, reader.name());
        return back(model, "restored");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static Response back(String model, String done) {
        return Response.seeOther(UriBuilder.fromPath("/models/{model}")
                        .queryParam("done", done)
                        .build(model))
                .build();
    }
}
