package io.plumbline.api.training;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.access.Roles;
import io.plumbline.api.Bodies;
import io.plumbline.api.Paging;
import io.plumbline.drift.policy.PolicyRevision.Change;
import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Page;
import io.plumbline.registry.Models;
import io.plumbline.retrain.policy.Decisions;
import io.plumbline.retrain.policy.RetrainPolicies;
import io.plumbline.retrain.policy.RetrainPolicy;
import io.plumbline.retrain.policy.RetrainPolicyRevision;
import io.plumbline.retrain.policy.Schedule;
import io.plumbline.retrain.policy.StoredDecision;
import io.plumbline.retrain.policy.Teacher;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** When a model is retrained, and why it was or was not. */
@Path("/v1")
@Tag(name = "Retraining")
public class RetrainPolicyResource {
    private final RetrainPolicies policies;
    private final Decisions decisions;
    private final Models models;
    private final SecurityIdentity caller;

    RetrainPolicyResource(RetrainPolicies policies, Decisions decisions, Models models, SecurityIdentity caller) {
        this.policies = policies;
        this.decisions = decisions;
        this.models = models;
        this.caller = caller;
    }

    /** A revision; what is missing starts no retraining, and revision 0 was never changed by anybody. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PolicyView(
            int revision,
            boolean onIncident,
            long incidentLabels,
            OptionalLong newLabels,
            Optional<String> schedule,
            String zone,
            String cooldown,
            long labelsPerClass,
            int monthlyBudget,
            Optional<String> teacher,
            Optional<Instant> changedAt,
            Optional<String> changedBy,
            Optional<String> reason) {
        static PolicyView of(RetrainPolicyRevision revision) {
            RetrainPolicy policy = revision.policy();
            return new PolicyView(
                    revision.number(),
                    policy.onIncident(),
                    policy.incidentLabels(),
                    policy.newLabels(),
                    policy.schedule().map(Schedule::text),
                    policy.zone().getId(),
                    policy.cooldown().toString(),
                    policy.labelsPerClass(),
                    policy.monthlyBudget(),
                    policy.teacher().map(Teacher::text),
                    revision.change().map(Change::at),
                    revision.change().map(Change::by),
                    revision.change().map(Change::reason).filter(reason -> !reason.isEmpty()));
        }
    }

    /** A decision with the time for which it stood. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record DecisionView(
            String code,
            boolean starts,
            String sentence,
            Instant from,
            Instant until,
            int revision,
            Optional<UUID> job) {
        static DecisionView of(StoredDecision stored) {
            return new DecisionView(
                    stored.decision().code().word(),
                    stored.decision().starts(),
                    stored.decision().sentence(),
                    stored.from(),
                    stored.until(),
                    stored.revision(),
                    stored.job());
        }
    }

    /**
     * What a policy is to say; what is left out is as for a model without one. An empty schedule is none, 0 new labels never. The
     * teacher of a segmenter is a model, or a model and its version: {@code isnet/1}.
     */
    record PolicyBody(
            @Nullable Integer revision,
            @Nullable Boolean onIncident,
            @Nullable Long incidentLabels,
            @Nullable Long newLabels,
            @Nullable String schedule,
            @Nullable String zone,
            @Nullable String cooldown,
            @Nullable Long labelsPerClass,
            @Nullable Integer monthlyBudget,
            @Nullable String teacher,
            @Nullable String reason,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        private static final List<String> SETTINGS = List.of(
                "onIncident",
                "incidentLabels",
                "newLabels",
                "schedule",
                "zone",
                "cooldown",
                "labelsPerClass",
                "monthlyBudget",
                "teacher",
                "revision",
                "reason");

        RetrainPolicy policy(RetrainPolicy standard) {
            Bodies.refuseOthers(others, SETTINGS, "policy-invalid");
            return new RetrainPolicy(
                    onIncident == null ? standard.onIncident() : onIncident,
                    incidentLabels == null ? standard.incidentLabels() : incidentLabels,
                    newLabels == null
                            ? standard.newLabels()
                            : newLabels == 0 ? OptionalLong.empty() : OptionalLong.of(newLabels),
                    schedule == null
                            ? standard.schedule()
                            : Optional.of(schedule)
                                    .filter(text -> !text.isBlank())
                                    .map(Schedule::of),
                    zone == null ? standard.zone() : Zones.of(zone),
                    cooldown == null
                            ? standard.cooldown()
                            : Bodies.duration("policy-invalid", "cooldown", cooldown, "PT6H or P2D"),
                    labelsPerClass == null ? standard.labelsPerClass() : labelsPerClass,
                    monthlyBudget == null ? standard.monthlyBudget() : monthlyBudget,
                    Optional.ofNullable(teacher).filter(text -> !text.isBlank()).map(Teacher::of));
        }
    }

    @GET
    @Path("/models/{model}/retrain-policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "When the model is retrained")
    public PolicyView now(@PathParam("model") String model) {
        models.require(model);
        return PolicyView.of(policies.of(model));
    }

    @GET
    @Path("/models/{model}/retrain-policy/history")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List the revisions of that policy, newest first")
    public Page.Of<PolicyView> history(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return policies.history(model, paging.page()).map(PolicyView::of);
    }

    @PUT
    @Path("/models/{model}/retrain-policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary = "Change that policy; with the revision that was read, only if nobody else has changed it since")
    public PolicyView change(@PathParam("model") String model, @Nullable PolicyBody body) {
        models.require(model);
        PolicyBody given = Bodies.required(body);
        return PolicyView.of(policies.change(
                model,
                given.policy(policies.standard()),
                given.revision() == null ? OptionalInt.empty() : OptionalInt.of(given.revision()),
                caller.getPrincipal().getName(),
                Bodies.or(given.reason(), "")));
    }

    @GET
    @Path("/models/{model}/retrain-decisions")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List why retrainings started or did not, newest first")
    public Page.Of<DecisionView> decisions(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return decisions.of(model, paging.page()).map(DecisionView::of);
    }
}
