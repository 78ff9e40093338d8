package io.plumbline.ui.signals;

import io.plumbline.access.Roles;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incidents;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.ErrorPages;
import io.plumbline.ui.Reader;
import io.plumbline.ui.signals.view.CompareView;
import io.plumbline.ui.signals.view.Picker;
import io.plumbline.ui.signals.view.Picker.Choice;
import io.plumbline.ui.signals.view.SegmentFacts.Order;
import io.plumbline.ui.signals.view.SegmentPresenter;
import io.plumbline.ui.signals.view.Selection;
import io.plumbline.ui.signals.view.Selection.Place;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Segments side by side, and two versions at one of them. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
public class SegmentPages {
    private final Models models;
    private final Incidents incidents;
    private final Selections selections;
    private final SegmentReader segments;
    private final CompareReader comparison;
    private final Reader reader;

    SegmentPages(
            Models models,
            Incidents incidents,
            Selections selections,
            SegmentReader segments,
            CompareReader comparison,
            Reader reader) {
        this.models = models;
        this.incidents = incidents;
        this.selections = selections;
        this.segments = segments;
        this.comparison = comparison;
        this.reader = reader;
    }

    @GET
    @Path("models/{model}/segments")
    @Operation(hidden = true)
    public TemplateInstance table(
            @PathParam("model") String name,
            @QueryParam("key") @DefaultValue("") String asked,
            @QueryParam("version") @DefaultValue("") String version,
            @QueryParam("span") @DefaultValue("7d") String span,
            @QueryParam("sort") @DefaultValue("excess") String sort,
            @QueryParam("page") @DefaultValue("0") int page) {
        Model model = models.require(name);
        Selection selection = selections.of(model, version, Place.FLEET, span);
        String key =
                asked.isEmpty() ? model.segments().stream().findFirst().orElse("") : Selections.known(model, asked);
        Optional<DriftState> state = incidents.states(name).stream()
                .filter(s -> s.version().equals(selection.version()))
                .findFirst();
        return SignalTemplates.segments(
                reader.frame("Segments of " + model.title(), "models"),
                SegmentPresenter.view(
                        segments.facts(selection, key, order(sort), Math.max(0, page), state),
                        model.segments(),
                        choices(model, selection.version())));
    }

    @GET
    @Path("models/{model}/compare")
    @Operation(hidden = true)
    public TemplateInstance compare(
            @PathParam("model") String name,
            @QueryParam("a") @DefaultValue("") String first,
            @QueryParam("b") @DefaultValue("") String second,
            @QueryParam("segment") @DefaultValue("") String segment,
            @QueryParam("key") @DefaultValue("") String key,
            @QueryParam("value") @DefaultValue("") String value,
            @QueryParam("span") @DefaultValue("all") String span) {
        Model model = models.require(name);
        Place place = Selections.place(model, key.isEmpty() ? segment : key + "=" + value);
        Selection b = selections.of(model, second, place, span);
        Selection a = selections.of(model, first.isEmpty() ? before(model, b.version()) : first, place, span);
        String page = "compare?a=" + Selection.encoded(a.version()) + "&b=" + Selection.encoded(b.version());
        Picker picker = selections.picker(model, b, page);
        return SignalTemplates.compare(
                reader.still("Versions of " + model.title(), "models"),
                CompareView.of(
                        comparison.facts(a, b), picker, choices(model, a.version()), choices(model, b.version())));
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    /** The version from which another was made, or the one before it. */
    private String before(Model model, String version) {
        List<String> names =
                models.versions(model.name()).stream().map(v -> v.version()).toList();
        return models.version(model.name(), version)
                .flatMap(v -> v.parent())
                .filter(names::contains)
                .or(() -> names.stream().skip(names.indexOf(version) + 1L).findFirst())
                .orElse(version);
    }

    private List<Choice> choices(Model model, String present) {
        return models.versions(model.name()).stream()
                .map(v -> new Choice(
                        v.version(),
                        v.version() + " (" + v.stage().word() + ")",
                        v.version().equals(present)))
                .toList();
    }

    private static Order order(String word) {
        return Stream.of(Order.values())
                .filter(order -> order.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Rejection.invalid(
                        "sort-unknown",
                        "sort is '" + word + "'; use "
                                + Stream.of(Order.values()).map(Order::word).collect(Collectors.joining(", "))
                                + "."));
    }
}
