package io.plumbline.ui.training;

import io.plumbline.access.Roles;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.retrain.distil.Distillations;
import io.plumbline.ui.ErrorPages;
import io.plumbline.ui.Reader;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The page on which a small segmenter is made from a large one, with the pictures that are left to people. */
@Path("/models/{model}/distillation")
@Produces(MediaType.TEXT_HTML)
public class DistilPages {
    private final Models models;
    private final Distillations distillations;
    private final DistilReader pages;
    private final Reader reader;

    DistilPages(Models models, Distillations distillations, DistilReader pages, Reader reader) {
        this.models = models;
        this.distillations = distillations;
        this.pages = pages;
        this.reader = reader;
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance show(@PathParam("model") String name, @QueryParam("page") @DefaultValue("0") int page) {
        return page(models.require(name), pages.usual(), page, "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response start(@PathParam("model") String name, @BeanParam DistilForm form) {
        Model model = models.require(name);
        try {
            Job job = distillations.request(name, form.wish(), reader.name());
            return Response.seeOther(UriBuilder.fromPath("/jobs/{id}").build(job.id()))
                    .build();
        } catch (Rejection rejection) {
            return Response.status(ErrorPages.status(rejection))
                    .type(ErrorPages.HTML)
                    .entity(page(model, form, 0, rejection.detail()).render())
                    .build();
        }
    }

    private TemplateInstance page(Model model, DistilForm form, int page, String problem) {
        return TrainingTemplates.distillation(
                reader.still("Distillation for " + model.title(), "models"),
                pages.view(model.name(), form, page, reader.rights()),
                model.drawsMasks()
                        ? problem
                        : "Model " + model.name() + " is for " + model.task()
                                + "; a distillation makes models for segmentation.");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }
}
