package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.access.Roles;
import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incident;
import io.plumbline.drift.IncidentState;
import io.plumbline.drift.IncidentState.Resolved;
import io.plumbline.drift.IncidentState.Snoozed;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.ErrorRateCsv;
import io.plumbline.drift.report.ReportCsv;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Retrainings;
import io.plumbline.retrain.Retrainings.Wish;
import io.plumbline.retrain.work.TrainerName;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is known of a model in the field, and what to do about it. */
@Path("/v1")
@Tag(name = "Drift")
public class DriftResource {
    private final Models models;
    private final Incidents incidents;
    private final SegmentWatch segments;
    private final ErrorRateCsv hours;
    private final DriftReports reports;
    private final Retrainings retrainings;
    private final SecurityIdentity caller;

    DriftResource(
            Models models,
            Incidents incidents,
            SegmentWatch segments,
            ErrorRateCsv hours,
            DriftReports reports,
            Retrainings retrainings,
            SecurityIdentity caller) {
        this.models = models;
        this.incidents = incidents;
        this.segments = segments;
        this.hours = hours;
        this.reports = reports;
        this.retrainings = retrainings;
        this.caller = caller;
    }

    /** An incident as it goes over the wire. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record IncidentView(
            long id,
            String model,
            String version,
            String segmentKey,
            String segmentValue,
            String signal,
            String direction,
            String severity,
            double harm,
            Instant openedAt,
            StateView state,
            UUID report) {
        static IncidentView of(Incident i) {
            return new IncidentView(
                    i.id(),
                    i.model(),
                    i.version(),
                    i.segmentKey(),
                    i.segmentValue(),
                    i.signal(),
                    i.direction(),
                    i.severity().name().toLowerCase(Locale.ROOT),
                    i.harm(),
                    i.openedAt(),
                    StateView.of(i.state()),
                    i.report());
        }
    }

    /** Where an incident stands, since when, by whom and why. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record StateView(String word, Instant at, String by, Optional<Instant> until, Optional<String> reason) {
        static StateView of(IncidentState state) {
            Optional<Instant> until = state instanceof Snoozed s ? Optional.of(s.until()) : Optional.empty();
            Optional<String> reason = state instanceof Snoozed s
                    ? Optional.of(s.reason())
                    : state instanceof Resolved r ? Optional.of(r.reason()) : Optional.empty();
            return new StateView(state.word(), state.at(), state.by(), until, reason);
        }
    }

    /** Until when, and why. */
    record DecisionBody(@Nullable String until, @Nullable String reason) {
        Instant moment() {
            return Bodies.time("until", until);
        }
    }

    @GET
    @Path("/models/{model}/drift")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Where every signal of the model's versions stands, the latest evaluated first")
    public List<DriftState> drift(@PathParam("model") String model) {
        models.require(model);
        return incidents.states(model);
    }

    @GET
    @Path("/models/{model}/drift/segments")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(
            summary = "The evidence of the watched segments of each version that was judged, the newest version first")
    public List<SegmentWatch.Judgement> segments(@PathParam("model") String model) {
        models.require(model);
        return models.versions(model).stream()
                .flatMap(version -> segments.of(model, version.version()).stream())
                .toList();
    }

    @GET
    @Path("/models/{model}/error-rate.csv")
    @Produces("text/csv")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(
            summary = "The error rate of the audit arm hour by hour, all versions, of the fleet or one segment value")
    public String errorRate(
            @PathParam("model") String model,
            @QueryParam("key") @DefaultValue("") String key,
            @QueryParam("value") @DefaultValue("") String value) {
        return hours.of(models.require(model), key, value);
    }

    @GET
    @Path("/incidents")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List the incidents of all models, newest first")
    public Page.Of<IncidentView> all(@BeanParam Paging paging) {
        return incidents.all(paging.page()).map(IncidentView::of);
    }

    @GET
    @Path("/models/{model}/incidents")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List a model's incidents, newest first")
    public Page.Of<IncidentView> ofModel(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return incidents.of(model, paging.page()).map(IncidentView::of);
    }

    @GET
    @Path("/incidents/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "One incident")
    public IncidentView one(@PathParam("id") String id) {
        return IncidentView.of(incidents.require(Incidents.number(id)));
    }

    @POST
    @Path("/incidents/{id}/acknowledge")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Take an incident on")
    public IncidentView acknowledge(@PathParam("id") String id) {
        return IncidentView.of(incidents.acknowledge(Incidents.number(id), name()));
    }

    @POST
    @Path("/incidents/{id}/snooze")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Put an incident off until a moment, with a reason")
    public IncidentView snooze(@PathParam("id") String id, @Nullable DecisionBody body) {
        DecisionBody given = Bodies.required(body);
        return IncidentView.of(
                incidents.snooze(Incidents.number(id), given.moment(), Bodies.or(given.reason(), ""), name()));
    }

    @POST
    @Path("/incidents/{id}/resolve")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "End an incident, with a reason: what was heard up to now is no evidence any more")
    public IncidentView resolve(@PathParam("id") String id, @Nullable DecisionBody body) {
        DecisionBody given = Bodies.required(body);
        return IncidentView.of(incidents.resolve(Incidents.number(id), Bodies.or(given.reason(), ""), name()));
    }

    @GET
    @Path("/models/{model}/reports")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List drift reports, newest first")
    public Page.Of<DriftReports.Summary> reports(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return reports.of(model, paging.page());
    }

    @GET
    @Path("/reports/{id: [0-9a-fA-F-]{36}}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One drift report; as a page that stands alone at the same path with .html")
    public DriftReport report(@PathParam("id") UUID id) {
        return reports.require(id);
    }

    @GET
    @Path("/reports/{id: [0-9a-fA-F-]{36}}.csv")
    @Produces("text/csv")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Every number of a drift report in one table")
    public String table(@PathParam("id") UUID id) {
        return ReportCsv.of(reports.require(id));
    }

    @POST
    @Path("/models/{model}/retrain")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary = "Retrain the live version with all labelled pictures",
            description =
                    "By the trainer 'last-layer', unless 'whole-network' is asked for: a compact network from nothing."
                            + " Classes that the live version does not know are added if there are enough pictures of"
                            + " them; each class given as 'without' is left out. From the same 'snapshot' and 'seed' the"
                            + " same live version gives the same model, byte for byte.")
    public RestResponse<JobResource.JobView> retrain(
            @PathParam("model") String model,
            @RestQuery @DefaultValue("last-layer") String trainer,
            @RestQuery Set<String> without,
            @RestQuery Optional<String> snapshot,
            @RestQuery Optional<String> seed) {
        Wish wish = new Wish(TrainerName.of(trainer), without, snapshot, seed(seed));
        Job job = retrainings.request(model, wish, name());
        return RestResponse.status(RestResponse.Status.ACCEPTED, JobResource.JobView.of(job));
    }

    private static OptionalLong seed(Optional<String> text) {
        try {
            return text.map(number -> OptionalLong.of(Long.parseLong(number))).orElseGet(OptionalLong::empty);
        } catch (NumberFormatException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "seed-invalid",
                    "seed is '" + text.orElse("") + "'; it is a whole number.",
                    e);
        }
    }

    private String name() {
        return caller.getPrincipal().getName();
    }
}
