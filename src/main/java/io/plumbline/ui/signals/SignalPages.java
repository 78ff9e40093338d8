package io.plumbline.ui.signals;

import io.plumbline.access.Roles;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.ui.ErrorPages;
import io.plumbline.ui.Reader;
import io.plumbline.ui.signals.view.Part;
import io.plumbline.ui.signals.view.Plot;
import io.plumbline.ui.signals.view.Selection;
import io.plumbline.ui.signals.view.SignalView;
import io.plumbline.ui.signals.view.SignalsView;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The list of a model's signals, and the charts of each. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
public class SignalPages {
    private final Models models;
    private final Incidents incidents;
    private final Selections selections;
    private final SignalReader signals;
    private final Reader reader;

    SignalPages(Models models, Incidents incidents, Selections selections, SignalReader signals, Reader reader) {
        this.models = models;
        this.incidents = incidents;
        this.selections = selections;
        this.signals = signals;
        this.reader = reader;
    }

    @GET
    @Path("models/{model}/signals")
    @Operation(hidden = true)
    public TemplateInstance list(@PathParam("model") String name) {
        Model model = models.require(name);
        String live = models.live(name).map(ModelVersion::version).orElse("");
        return SignalTemplates.signalList(
                reader.frame("Signals of " + model.title(), "models"),
                SignalsView.of(name, incidents.states(name), live));
    }

    @GET
    @Path("models/{model}/signals/{id}")
    @Operation(hidden = true)
    public TemplateInstance one(
            @PathParam("model") String name,
            @PathParam("id") String id,
            @QueryParam("version") @DefaultValue("") String version,
            @QueryParam("segment") @DefaultValue("") String segment,
            @QueryParam("span") @DefaultValue("7d") String span) {
        Model model = models.require(name);
        Selection selection = selections.of(model, version, Selections.place(model, segment), span);
        SignalView view = view(model, id, selection);
        return SignalTemplates.signal(reader.frame(view.title() + " of " + model.title(), "models"), view);
    }

    @GET
    @Path("models/{model}/signals/{id}.csv")
    @Produces("text/csv")
    @Operation(hidden = true)
    public Response numbers(
            @PathParam("model") String name,
            @PathParam("id") String id,
            @QueryParam("version") @DefaultValue("") String version,
            @QueryParam("segment") @DefaultValue("") String segment,
            @QueryParam("span") @DefaultValue("7d") String span) {
        Model model = models.require(name);
        Selection selection = selections.of(model, version, Selections.place(model, segment), span);
        SignalView view = view(model, id, selection);
        return Response.ok(Plot.csv(view.plots()))
                .header("Content-Disposition", "attachment; filename=\"" + file(name + "-" + view.id()) + ".csv\"")
                .build();
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    /** Only the version that phones are given is expected to be heard of. */
    private boolean live(Selection selection) {
        return models.live(selection.model())
                .filter(version -> version.version().equals(selection.version()))
                .isPresent();
    }

    /** A name that every file system takes, and that ends no header. */
    private static String file(String name) {
        return name.replaceAll("[^\\w.-]", "_");
    }

    private SignalView view(Model model, String id, Selection selection) {
        Optional<DriftState> state = incidents.states(model.name()).stream()
                .filter(s -> s.version().equals(selection.version()))
                .findFirst();
        List<Part> parts = signals.parts(id, selection, state);
        if (parts.isEmpty() && state.filter(s -> SignalView.known(id, s)).isEmpty()) {
            throw Rejection.notFound(
                    "signal-unknown",
                    "There is no signal '" + id + "' of model '" + model.name() + "'; its list has all there are.");
        }
        boolean told = !id.equals(SignalNames.SILENCE) || live(selection);
        return SignalView.of(
                id,
                selection,
                selections.picker(model, selection, "signals/" + Selection.encoded(id)),
                told ? state : Optional.empty(),
                parts,
                signals.moments(selection));
    }
}
