package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.lifecycle.Delivery;
import io.plumbline.lifecycle.Delivery.State;
import io.plumbline.lifecycle.Webhook;
import io.plumbline.lifecycle.WebhookSettings;
import io.plumbline.lifecycle.Webhooks;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.Stamp;
import io.plumbline.ui.view.operation.LettersView;
import io.plumbline.ui.view.operation.WebhooksView;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The pages of webhooks and their deliveries, and their buttons. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class WebhookPages {
    private static final String TITLE = "Webhooks";
    private static final String SECTION = "webhooks";
    private static final String LIST = "/webhooks";
    private static final Page ALL = new Page(0, Page.LARGEST);
    private static final Map<String, String> NOTICES = Map.of(
            "on", "Switched on. What waited is sent now.",
            "off", "Switched off. What was to be sent waits.",
            "deleted", "Deleted.",
            "tested", "A test is on its way; its outcome stands below in a moment.",
            "again", "It is sent again in a moment.");

    private final Webhooks webhooks;
    private final Models models;
    private final Reader reader;

    WebhookPages(Webhooks webhooks, Models models, Reader reader) {
        this.webhooks = webhooks;
        this.models = models;
        this.reader = reader;
    }

    @GET
    @Path("webhooks")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance list(@QueryParam("done") @DefaultValue("") String done) {
        return page(WebhooksView.Fresh.NONE, NOTICES.getOrDefault(done, ""));
    }

    /** Answers with the page itself: its secret is to stand in no address. */
    @POST
    @Path("webhooks")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance create(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("url") @DefaultValue("") String url,
            @FormParam("type") List<String> types,
            @FormParam("model") @DefaultValue("") String model) {
        Webhooks.Created created = webhooks.create(
                new WebhookSettings(name, url, types, Optional.of(model).filter(m -> !m.isEmpty()), true),
                reader.name());
        return page(new WebhooksView.Fresh(created.webhook().name(), created.secret()), "");
    }

    @GET
    @Path("webhooks/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance log(
            @PathParam("id") String id,
            @QueryParam("page") @DefaultValue("0") int index,
            @QueryParam("done") @DefaultValue("") String done) {
        Webhook webhook = webhooks.require(Webhooks.number(id));
        Page page = new Page(index, Page.FIRST.size());
        Page.Of<Delivery> found = webhooks.deliveries(webhook.id(), page);
        int shown = found.items().size();
        WebhooksView.Log log = new WebhooksView.Log(
                row(webhook, webhooks.counts(), webhooks.unheard()),
                found.items().stream().map(WebhookPages::sent).toList(),
                LettersView.part(page.offset(), shown, found.total()),
                index > 0 ? address(webhook.id(), index - 1) : "",
                page.offset() + shown < found.total() ? address(webhook.id(), index + 1) : "",
                mayChange());
        return Pages.webhook(reader.frame("Webhook " + webhook.name(), SECTION), log, NOTICES.getOrDefault(done, ""));
    }

    @POST
    @Path("webhooks/{id}/switch")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response toggle(@PathParam("id") String id, @FormParam("enabled") @DefaultValue("false") boolean enabled) {
        webhooks.change(Webhooks.number(id), settings -> settings.enabled(enabled), reader.name());
        return back(LIST + "/" + Webhooks.number(id), enabled ? "on" : "off");
    }

    /** Answers with the page itself: its secret is to stand in no address. */
    @POST
    @Path("webhooks/{id}/secret")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance changeSecret(@PathParam("id") String id) {
        Webhooks.Created changed = webhooks.changeSecret(Webhooks.number(id), reader.name());
        return page(new WebhooksView.Fresh(changed.webhook().name(), changed.secret()), "");
    }

    @POST
    @Path("webhooks/{id}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response delete(@PathParam("id") String id) {
        webhooks.delete(Webhooks.number(id), reader.name());
        return back(LIST, "deleted");
    }

    @POST
    @Path("webhooks/{id}/test")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response test(@PathParam("id") String id) {
        webhooks.test(Webhooks.number(id), reader.name());
        return back(LIST + "/" + Webhooks.number(id), "tested");
    }

    @POST
    @Path("webhooks/{id}/deliveries/{delivery}/redeliver")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response redeliver(@PathParam("id") String id, @PathParam("delivery") String delivery) {
        webhooks.redeliver(Webhooks.number(id), Webhooks.deliveryNumber(delivery));
        return back(LIST + "/" + Webhooks.number(id), "again");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private TemplateInstance page(WebhooksView.Fresh fresh, String notice) {
        Map<Long, Map<State, Long>> counts = webhooks.counts();
        Set<Long> unheard = webhooks.unheard();
        WebhooksView view = new WebhooksView(
                webhooks.list(ALL).items().stream()
                        .map(w -> row(w, counts, unheard))
                        .toList(),
                Arrays.stream(Change.What.values())
                        .map(what -> WebhooksView.Kind.of(what.type()))
                        .toList(),
                models.models().stream().map(Model::name).toList(),
                mayChange());
        return Pages.webhooks(reader.frame(TITLE, SECTION), view, fresh, notice);
    }

    private WebhooksView.Row row(Webhook webhook, Map<Long, Map<State, Long>> counts, Set<Long> unheard) {
        WebhookSettings settings = webhook.settings();
        Map<State, Long> of = counts.getOrDefault(webhook.id(), Map.of());
        List<String> types = settings.types().stream().map(WebhooksView::words).toList();
        return new WebhooksView.Row(
                webhook.id(),
                settings.name(),
                mayChange() ? settings.url() : webhook.place(),
                (types.isEmpty() ? "everything that happens" : String.join(", ", types))
                        + settings.model().map(model -> " · only " + model).orElse(""),
                settings.enabled(),
                of.getOrDefault(State.DELIVERED, 0L),
                of.getOrDefault(State.WAITING, 0L),
                of.getOrDefault(State.GIVEN_UP, 0L),
                unheard.contains(webhook.id()));
    }

    private static WebhooksView.Sent sent(Delivery delivery) {
        boolean waiting = delivery.state() == State.WAITING;
        return new WebhooksView.Sent(
                delivery.id(),
                WebhooksView.words(delivery.type()),
                delivery.subject(),
                Stamp.of(delivery.at()),
                WebhooksView.mark(delivery.state().word()),
                WebhooksView.attempts(delivery.attempts()),
                delivery.status().isPresent()
                        ? Integer.toString(delivery.status().getAsInt())
                        : "",
                delivery.error(),
                waiting ? "next" : "ended",
                Stamp.of(waiting ? delivery.dueAt() : delivery.endedAt().orElse(delivery.dueAt())));
    }

    private boolean mayChange() {
        return reader.rights().release();
    }

    private static Response back(String path, String done) {
        return Response.seeOther(
                        UriBuilder.fromPath(path).queryParam("done", done).build())
                .build();
    }

    private static String address(long id, int page) {
        return LIST + "/" + id + "?page=" + page;
    }
}
