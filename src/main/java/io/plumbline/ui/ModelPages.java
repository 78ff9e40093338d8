package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Archive;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.ModelPresenter;
import io.plumbline.ui.view.ModelsView;
import io.plumbline.ui.view.Stamp;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The pages of models. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
public class ModelPages {
    private static final Map<String, String> NOTICES = Map.of(
            "promoted", "Promoted. Phones fetch it with their next question.",
            "rejected", "Rejected. It will not be promoted.",
            "rolled-back", "Rolled back. Phones fetch the earlier version with their next question.",
            "archived", "Archived. It takes no more events, and phones keep the version that they have.",
            "restored", "It is in use again, as it was.");

    private final Models models;
    private final Archive archive;
    private final ModelReader facts;
    private final Reader reader;

    ModelPages(Models models, Archive archive, ModelReader facts, Reader reader) {
        this.models = models;
        this.archive = archive;
        this.facts = facts;
        this.reader = reader;
    }

    @GET
    @Operation(hidden = true)
    public TemplateInstance list(@QueryParam("done") @DefaultValue("") String done) {
        List<ModelsView.Row> rows = models.models().stream()
                .map(model -> ModelsView.Row.of(facts.brief(model, reader.rights())))
                .toList();
        List<ModelsView.Archived> archived = archive.all().stream()
                .map(a -> new ModelsView.Archived(
                        a.model().name(), a.model().title(), Stamp.of(a.at()), a.by(), a.reason()))
                .toList();
        return Pages.models(
                reader.frame("Models", "models"),
                new ModelsView(rows, archived, reader.rights().release()),
                NOTICES.getOrDefault(done, ""));
    }

    @GET
    @Path("models/{model}")
    @Operation(hidden = true)
    public TemplateInstance one(@PathParam("model") String name, @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        return Pages.model(
                reader.frame(model.title(), "models"),
                ModelPresenter.view(facts.full(model, reader.rights())),
                NOTICES.getOrDefault(done, ""));
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }
}
