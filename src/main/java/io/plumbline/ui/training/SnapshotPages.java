package io.plumbline.ui.training;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Split;
import io.plumbline.ui.ErrorPages;
import io.plumbline.ui.Reader;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The pages of snapshots. Pictures are looked at by those alone who may fetch them. */
@Path("/models/{model}/snapshots")
@Produces(MediaType.TEXT_HTML)
public class SnapshotPages {
    private final Models models;
    private final Snapshots snapshots;
    private final DrawingRules rules;
    private final SnapshotReader pages;
    private final Reader reader;

    SnapshotPages(Models models, Snapshots snapshots, DrawingRules rules, SnapshotReader pages, Reader reader) {
        this.models = models;
        this.snapshots = snapshots;
        this.rules = rules;
        this.pages = pages;
        this.reader = reader;
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance list(@PathParam("model") String name, @QueryParam("page") @DefaultValue("0") int page) {
        return list(models.require(name), page, Long.toString(usual().seed()), "");
    }

    private TemplateInstance list(Model model, int page, String seed, String problem) {
        return TrainingTemplates.snapshots(
                reader.still("Snapshots of " + model.title(), "models"),
                pages.list(model.name(), page, seed, reader.rights().retrain()),
                problem);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response freeze(@PathParam("model") String name, @FormParam("seed") @DefaultValue("") String seed) {
        Model model = models.require(name);
        try {
            Snapshot snapshot = snapshots.freeze(name, rule(seed), reader.name());
            return Response.seeOther(UriBuilder.fromPath("/models/{model}/snapshots/{id}")
                            .queryParam("done", "frozen")
                            .build(name, snapshot.id()))
                    .build();
        } catch (Rejection rejection) {
            return Response.status(ErrorPages.status(rejection))
                    .type(ErrorPages.HTML)
                    .entity(list(model, 0, seed, rejection.detail()).render())
                    .build();
        }
    }

    private DrawingRule rule(String seed) {
        DrawingRule usual = usual();
        try {
            return new DrawingRule(
                    Long.parseLong(seed.strip()),
                    usual.testShare(),
                    usual.validationShare(),
                    usual.replayShare(),
                    usual.mostOfAClass(),
                    usual.balance(),
                    usual.since());
        } catch (NumberFormatException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "snapshot-rule-invalid",
                    "The seed is '" + seed + "'; it is to be a whole number such as 1.",
                    e);
        }
    }

    private DrawingRule usual() {
        return rules.rule(Optional.empty());
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance one(
            @PathParam("model") String name,
            @PathParam("id") String id,
            @QueryParam("label") @DefaultValue("") String label,
            @QueryParam("split") @DefaultValue("") String split,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        Optional<Split> only = split.isEmpty() ? Optional.empty() : Optional.of(Split.of(split));
        return TrainingTemplates.snapshot(
                reader.still("Snapshot of " + model.title(), "models"),
                pages.one(
                        snapshots.require(name, id),
                        label,
                        only,
                        page,
                        reader.rights().retrain()),
                done.equals("frozen") ? "Frozen. The same pictures and seed give this snapshot again." : "");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }
}
