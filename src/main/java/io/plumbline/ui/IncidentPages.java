package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.drift.Incidents;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.InboxView;
import io.plumbline.ui.view.IncidentFacts;
import io.plumbline.ui.view.IncidentPresenter;
import io.plumbline.ui.view.operation.LettersView;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The inbox of incidents, those of one model, and their buttons. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class IncidentPages {
    private static final int ROWS = 25;

    private static final Map<String, String> NOTICES = Map.of(
            "acknowledged", "Acknowledged. It is yours now.",
            "snoozed", "Put off. It comes back by itself.",
            "resolved", "Resolved. Only new evidence opens it again.");

    private final Incidents incidents;
    private final Models models;
    private final WatchReader watch;
    private final Reader reader;
    private final InstantSource clock;

    IncidentPages(Incidents incidents, Models models, WatchReader watch, Reader reader, InstantSource clock) {
        this.incidents = incidents;
        this.models = models;
        this.watch = watch;
        this.reader = reader;
        this.clock = clock;
    }

    @GET
    @Path("incidents")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance inbox(
            @QueryParam("show") @DefaultValue("open") String show,
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("page") @DefaultValue("0") int index,
            @QueryParam("done") @DefaultValue("") String done) {
        String name = model.isEmpty() ? "" : models.require(model).name();
        boolean all = show.equals("all");
        Page page = new Page(Math.max(0, index), ROWS);
        Page.Of<IncidentFacts> found = all ? watch.all(name, page) : watch.open(name, page, clock.instant());
        int shown = found.items().size();
        InboxView view = new InboxView(
                IncidentPresenter.rows(
                        found.items(), clock.instant(), reader.rights().decide()),
                all ? "all" : "open",
                name,
                models.models().stream().map(Model::name).toList(),
                incidents.openCount(),
                LettersView.part(page.offset(), shown, found.total()),
                index > 0 ? address(all, name, index - 1) : "",
                page.offset() + shown < found.total() ? address(all, name, index + 1) : "");
        return Pages.inbox(reader.frame("Incidents", "incidents"), view, NOTICES.getOrDefault(done, ""));
    }

    @GET
    @Path("models/{model}/incidents")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance ofModel(@PathParam("model") String name) {
        Model model = models.require(name);
        Page.Of<IncidentFacts> found = watch.latest(name);
        int shown = found.items().size();
        return Pages.incidents(
                reader.frame("Incidents of " + model.title(), "models"),
                name,
                IncidentPresenter.rows(
                        found.items(), clock.instant(), reader.rights().decide()),
                shown < found.total() ? "The newest " + shown + " of " + found.total() + "." : "");
    }

    @POST
    @Path("incidents/{id}/acknowledge")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response acknowledge(@PathParam("id") String id) {
        incidents.acknowledge(Incidents.number(id), reader.name());
        return back("acknowledged");
    }

    @POST
    @Path("incidents/{id}/snooze")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response snooze(
            @PathParam("id") String id,
            @FormParam("days") @DefaultValue("1") int days,
            @FormParam("reason") @DefaultValue("") String reason) {
        incidents.snooze(Incidents.number(id), clock.instant().plus(Duration.ofDays(days)), reason, reader.name());
        return back("snoozed");
    }

    @POST
    @Path("incidents/{id}/resolve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response resolve(@PathParam("id") String id, @FormParam("reason") @DefaultValue("") String reason) {
        incidents.resolve(Incidents.number(id), reason, reader.name());
        return back("resolved");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static String address(boolean all, String model, int page) {
        return UriBuilder.fromPath("/incidents")
                .queryParam("show", all ? "all" : "open")
                .queryParam("model", "{model}")
                .queryParam("page", page)
                .build(model)
                .toString();
    }

    private static Response back(String done) {
        return Response.seeOther(UriBuilder.fromPath("/incidents")
                        .queryParam("done", done)
                        .build())
                .build();
    }
}
