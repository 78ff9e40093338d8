package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.access.Roles;
import io.plumbline.drift.policy.BaselineRule;
import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.drift.policy.PolicyRevision.Change;
import io.plumbline.drift.policy.Triggers;
import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Models;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a model's watch over drift is to keep to. */
@Path("/v1")
@Tag(name = "Drift")
public class PolicyResource {
    private final Policies policies;
    private final Models models;
    private final SecurityIdentity caller;

    PolicyResource(Policies policies, Models models, SecurityIdentity caller) {
        this.policies = policies;
        this.models = models;
        this.caller = caller;
    }

    /** A revision; without segments all that the model declares are watched, and revision 0 was never changed by anybody. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PolicyView(
            int revision,
            double falseAlarmsPerYear,
            double tolerance,
            Optional<List<String>> segments,
            String maturity,
            List<String> triggers,
            String zone,
            String baseline,
            OptionalInt baselineDays,
            Optional<Instant> changedAt,
            Optional<String> changedBy,
            Optional<String> reason) {
        static PolicyView of(PolicyRevision revision) {
            DriftPolicy policy = revision.policy();
            return new PolicyView(
                    revision.number(),
                    policy.falseAlarmsPerYear(),
                    policy.tolerance(),
                    policy.segments(),
                    policy.maturity().toString(),
                    policy.triggers().ids(),
                    policy.zone().getId(),
                    policy.baseline().word(),
                    policy.baseline() instanceof FirstDays first ? OptionalInt.of(first.days()) : OptionalInt.empty(),
                    revision.change().map(Change::at),
                    revision.change().map(Change::by),
                    revision.change().map(Change::reason).filter(reason -> !reason.isEmpty()));
        }
    }

    /** What a policy is to say; what is left out is as for a model without one. */
    record PolicyBody(
            @Nullable Integer revision,
            @Nullable Double falseAlarmsPerYear,
            @Nullable Double tolerance,
            @Nullable List<@Nullable String> segments,
            @Nullable String maturity,
            @Nullable List<@Nullable String> triggers,
            @Nullable String zone,
            @Nullable String baseline,
            @Nullable Integer baselineDays,
            @Nullable String reason,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        private static final List<String> SETTINGS = List.of(
                "falseAlarmsPerYear",
                "tolerance",
                "segments",
                "maturity",
                "triggers",
                "zone",
                "baseline",
                "baselineDays",
                "revision",
                "reason");

        /** @throws Rejection if a setting is out of its range, or misspelt: it must not look as if it had been taken */
        DriftPolicy policy(DriftPolicy standard) {
            Bodies.refuseOthers(others, SETTINGS, "policy-invalid");
            return new DriftPolicy(
                    falseAlarmsPerYear == null ? standard.falseAlarmsPerYear() : falseAlarmsPerYear,
                    tolerance == null ? standard.tolerance() : tolerance,
                    segments == null ? Optional.empty() : Optional.of(texts("segments", segments)),
                    maturity == null
                            ? standard.maturity()
                            : Bodies.duration("policy-invalid", "maturity", maturity, "PT36H or P2D"),
                    triggers == null ? standard.triggers() : new Triggers(texts("triggers", triggers)),
                    zone == null ? standard.zone() : Zones.of(zone),
                    rule(standard.baseline()));
        }

        private BaselineRule rule(BaselineRule standard) {
            String word = Bodies.or(baseline, standard.word());
            if (baselineDays == null) {
                return baseline == null ? standard : BaselineRule.of(word, FirstDays.USUAL);
            }
            BaselineRule rule = BaselineRule.of(word, baselineDays);
            if (!(rule instanceof FirstDays)) {
                throw Rejection.invalid(
                        "policy-invalid",
                        "baselineDays is " + baselineDays + ", but baseline is " + word
                                + ": days are those of the baseline field.");
            }
            return rule;
        }

        private static List<String> texts(String setting, List<@Nullable String> given) {
            List<String> texts = new ArrayList<>();
            for (String text : given) {
                if (text == null) {
                    throw Rejection.invalid("policy-invalid", setting + " has a null in its list; leave it out.");
                }
                texts.add(text);
            }
            return texts;
        }
    }

    @GET
    @Path("/models/{model}/policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "What the model is watched by now")
    public PolicyView now(@PathParam("model") String model) {
        models.require(model);
        return PolicyView.of(policies.of(model));
    }

    @GET
    @Path("/models/{model}/policy/history")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List the revisions of the policy, newest first")
    public Page.Of<PolicyView> history(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return policies.history(model, paging.page()).map(PolicyView::of);
    }

    @PUT
    @Path("/models/{model}/policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Change the policy; with the revision that was read, only if nobody else has changed it since")
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
}
