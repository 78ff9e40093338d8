package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.access.Roles;
import io.plumbline.delivery.Deliveries;
import io.plumbline.drift.baseline.BaselineFacts;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.drift.baseline.Choice;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Release;
import io.plumbline.retrain.Judgings;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.Judgements;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Versions of a model: uploaded, promoted, rejected, and what each is measured against. */
@Path("/v1/models/{model}/versions")
@Tag(name = "Versions")
public class VersionResource {
    private final Models models;
    private final Deliveries deliveries;
    private final Baselines baselines;
    private final Judgings judgings;
    private final Judgements judgements;
    private final SecurityIdentity caller;

    VersionResource(
            Models models,
            Deliveries deliveries,
            Baselines baselines,
            Judgings judgings,
            Judgements judgements,
            SecurityIdentity caller) {
        this.models = models;
        this.deliveries = deliveries;
        this.baselines = baselines;
        this.judgings = judgings;
        this.judgements = judgements;
        this.caller = caller;
    }

    /** Why. */
    record ReasonBody(@Nullable String reason) {
        static String of(@Nullable ReasonBody body) {
            return body == null ? "" : Bodies.or(body.reason(), "");
        }
    }

    /** A version as it goes over the wire. */
    record VersionView(
            String model,
            String version,
            String stage,
            Instant since,
            String sha256,
            long bytes,
            String url,
            List<String> labels,
            Optional<String> parent,
            String origin,
            List<GateVerdict> verdicts,
            boolean promotable,
            Instant createdAt,
            String createdBy,
            @JsonRawValue String validation) {
        static VersionView of(ModelVersion v, Optional<String> live) {
            return new VersionView(
                    v.model(),
                    v.version(),
                    v.stage().word(),
                    v.stage().since(),
                    v.sha256().hex(),
                    v.bytes(),
                    Deliveries.path(v),
                    v.labels(),
                    v.parent(),
                    v.origin(),
                    v.verdicts(),
                    v.promotable(live),
                    v.createdAt(),
                    v.createdBy(),
                    v.validation());
        }
    }

    /** What a version is measured against; its rate with the ends of a 95 % interval, and the medians of input statistics. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record BaselineView(
            String version,
            String origin,
            Optional<Instant> from,
            Optional<Instant> until,
            boolean chosen,
            String note,
            long labels,
            long errors,
            double errorRate,
            double lower,
            double upper,
            OptionalLong confidentErrors,
            double meanConfidence,
            SortedMap<String, Long> classes,
            SortedMap<String, Double> inputs,
            List<ChoiceView> history) {
        static BaselineView of(BaselineFacts facts, List<Choice> history) {
            return new BaselineView(
                    facts.version(),
                    facts.from().isPresent() ? "field" : "validation",
                    facts.from(),
                    facts.until(),
                    facts.chosen(),
                    facts.note(),
                    facts.labels(),
                    facts.errors(),
                    facts.errorRate(),
                    facts.lower(),
                    facts.upper(),
                    facts.confidentErrors(),
                    facts.meanConfidence(),
                    facts.classes(),
                    facts.inputs(),
                    history.stream().map(ChoiceView::of).toList());
        }
    }

    /** What somebody chose, when and why. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record ChoiceView(
            int number,
            String what,
            Optional<Instant> from,
            Optional<Instant> until,
            Instant at,
            String by,
            String reason) {
        static ChoiceView of(Choice choice) {
            Optional<Span> span = choice.what() instanceof Span known ? Optional.of(known) : Optional.empty();
            return new ChoiceView(
                    choice.number(),
                    choice.what().words(),
                    span.map(Span::from),
                    span.map(Span::until),
                    choice.at(),
                    choice.by(),
                    choice.reason());
        }
    }

    /** What a version is to be measured against: one of a span, the validation and the policy. */
    record BaselineBody(
            @Nullable String from,
            @Nullable String until,
            boolean validation,
            boolean policy,
            @Nullable String reason,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        Choice.What what() {
            Bodies.refuseOthers(others, List.of("from", "until", "validation", "policy", "reason"), "baseline-invalid");
            boolean span = from != null || until != null;
            if ((span ? 1 : 0) + (validation ? 1 : 0) + (policy ? 1 : 0) != 1) {
                throw Rejection.invalid(
                        "baseline-invalid",
                        "A baseline is one of a span, {\"from\":…,\"until\":…}, the validation, {\"validation\":true},"
                                + " and what the policy says, {\"policy\":true}.");
            }
            if (span) {
                return new Span(Bodies.time("from", from), Bodies.time("until", until));
            }
            return validation ? new Choice.Validation() : new Choice.ByPolicy();
        }
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "List versions, newest first")
    public Page.Of<VersionView> list(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        Optional<String> live = live(model);
        return models.versions(model, paging.page()).map(v -> VersionView.of(v, live));
    }

    @POST
    @Consumes("application/zip")
    @RolesAllowed({Roles.SCIENTIST, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Upload a bundle as a candidate; it is checked first")
    public RestResponse<VersionView> upload(@PathParam("model") String model, byte[] bundle) {
        ModelVersion added =
                deliveries.upload(model, bundle, caller.getPrincipal().getName());
        return RestResponse.status(RestResponse.Status.CREATED, VersionView.of(added, live(model)));
    }

    @GET
    @Path("/{version}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One version with its evidence")
    public VersionView one(@PathParam("model") String model, @PathParam("version") String version) {
        return VersionView.of(models.require(model, version), live(model));
    }

    @POST
    @Path("/{version}/promote")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Make a candidate live; a failed gate needs a reason to be overruled")
    public Release promote(
            @PathParam("model") String model, @PathParam("version") String version, @Nullable ReasonBody body) {
        return models.promote(model, version, caller.getPrincipal().getName(), ReasonBody.of(body));
    }

    @POST
    @Path("/{version}/reject")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Turn a candidate down")
    public VersionView reject(
            @PathParam("model") String model, @PathParam("version") String version, @Nullable ReasonBody body) {
        ModelVersion rejected =
                models.reject(model, version, caller.getPrincipal().getName(), ReasonBody.of(body));
        return VersionView.of(rejected, live(model));
    }

    @POST
    @Path("/{version}/judge")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Have a candidate judged against what is live now; a job does it")
    public RestResponse<JobResource.JobView> judge(
            @PathParam("model") String model, @PathParam("version") String version) {
        Job job = judgings.judge(model, version, caller.getPrincipal().getName());
        return RestResponse.status(RestResponse.Status.ACCEPTED, JobResource.JobView.of(job));
    }

    @GET
    @Path("/{version}/differences")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Pictures about which it and the version that it was judged against differ")
    public Page.Of<JudgedPicture> differences(
            @PathParam("model") String model, @PathParam("version") String version, @BeanParam Paging paging) {
        models.require(model, version);
        return judgements
                .newest(model, version)
                .map(judgement -> judgements.different(judgement.job(), paging.page()))
                .orElseGet(() -> paging.page().of(List.of(), 0));
    }

    @GET
    @Path("/{version}/baseline")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "What the version is measured against, and who chose that when and why")
    public BaselineView baseline(@PathParam("model") String model, @PathParam("version") String version) {
        return baseline(models.require(model, version));
    }

    @POST
    @Path("/{version}/baseline")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary = "Choose what the version is measured against: a span of full hours, the validation or the policy")
    public BaselineView choose(
            @PathParam("model") String model, @PathParam("version") String version, @Nullable BaselineBody body) {
        BaselineBody given = Bodies.required(body);
        ModelVersion known = models.require(model, version);
        baselines.choose(known, given.what(), caller.getPrincipal().getName(), Bodies.or(given.reason(), ""));
        return baseline(known);
    }

    private BaselineView baseline(ModelVersion version) {
        return BaselineView.of(baselines.facts(version), baselines.history(version));
    }

    private Optional<String> live(String model) {
        return models.live(model).map(ModelVersion::version);
    }
}
