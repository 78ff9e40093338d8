package io.plumbline.ui.training;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.retrain.policy.RetrainPolicies;
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
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The page of when a model is retrained, and of why it was or was not. */
@Path("/models/{model}/retraining")
@Produces(MediaType.TEXT_HTML)
public class RetrainPages {
    private final Models models;
    private final RetrainPolicies policies;
    private final RetrainReader pages;
    private final Reader reader;

    RetrainPages(Models models, RetrainPolicies policies, RetrainReader pages, Reader reader) {
        this.models = models;
        this.policies = policies;
        this.pages = pages;
        this.reader = reader;
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance show(
            @PathParam("model") String name,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        return TrainingTemplates.retraining(
                reader.still(title(model), "models"),
                pages.asItIs(name, page, reader.rights().retrain()),
                done.equals("changed") ? "Changed. The next decision keeps to it." : "",
                "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response change(@PathParam("model") String name, @BeanParam RetrainForm form) {
        Model model = models.require(name);
        try {
            policies.change(name, form.policy(), OptionalInt.of(form.seen()), reader.name(), form.reason);
        } catch (Rejection rejection) {
            if (rejection.code().equals("policy-changed")) {
                // Told so, whoever sends it again wants it all the same.
                form.revision = Integer.toString(policies.of(name).number());
            }
            return Response.status(ErrorPages.status(rejection))
                    .type(ErrorPages.HTML)
                    .entity(TrainingTemplates.retraining(
                                    reader.still(title(model), "models"),
                                    pages.typed(name, form),
                                    "",
                                    rejection.detail())
                            .render())
                    .build();
        }
        return Response.seeOther(UriBuilder.fromPath("/models/{model}/retraining")
                        .queryParam("done", "changed")
                        .build(name))
                .build();
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static String title(Model model) {
        return "Retraining of " + model.title();
    }
}
