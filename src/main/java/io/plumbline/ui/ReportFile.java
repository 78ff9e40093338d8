package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * A drift report as one file, at the path of its JSON. Its class has the path of the JSON's class: classes of different
 * paths would hide each other's methods.
 */
@Path("/v1")
@Tag(name = "Drift")
public class ReportFile {
    private final ReportPages pages;

    ReportFile(ReportPages pages) {
        this.pages = pages;
    }

    @GET
    @Path("/reports/{id: [0-9a-fA-F-]{36}}.html")
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One drift report as a page that stands alone")
    public TemplateInstance html(@PathParam("id") UUID id) {
        return pages.render(id);
    }
}
