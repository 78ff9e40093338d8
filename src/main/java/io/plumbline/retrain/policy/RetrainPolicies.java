package io.plumbline.retrain.policy;

import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityExistsException;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;

/** The policies of retraining of all models. What was decided is never changed, only followed by another revision. */
@ApplicationScoped
public class RetrainPolicies {
    private final RetrainPolicyRows rows;
    private final Models models;
    private final Journal journal;
    private final RetrainPolicyConfig config;
    private final InstantSource clock;

    RetrainPolicies(
            RetrainPolicyRows rows, Models models, Journal journal, RetrainPolicyConfig config, InstantSource clock) {
        this.rows = rows;
        this.models = models;
        this.journal = journal;
        this.config = config;
        this.clock = clock;
    }

    /** That of a model that has none of its own. */
    public RetrainPolicy standard() {
        return new RetrainPolicy(
                config.onIncident(),
                config.incidentLabels(),
                config.newLabels(),
                config.schedule().map(Schedule::of),
                Zones.of(config.zone()),
                config.cooldown(),
                config.labelsPerClass(),
                config.monthlyBudget(),
                Optional.empty());
    }

    /** That of a model now; revision 0 if it has none of its own. */
    @Transactional
    public RetrainPolicyRevision of(String model) {
        return rows.latest(model).map(RetrainPolicyRow::toRevision).orElseGet(this::usual);
    }

    private void requireTeacher(Model model, RetrainPolicy policy) {
        if (policy.teacher().isEmpty()) {
            return;
        }
        Teacher teacher = policy.teacher().get();
        teacher.version().ifPresent(version -> models.require(teacher.model(), version));
        for (Model each : List.of(model, models.require(teacher.model()))) {
            if (!each.drawsMasks()) {
                throw Rejection.invalid(
                        "policy-invalid",
                        "teacher is '" + teacher.text() + "', but model " + each.name() + " is for " + each.task()
                                + ": who teaches and who is taught both draw masks.");
            }
        }
    }

    /** Those of all models that have one of their own. */
    @Transactional
    public Map<String, RetrainPolicyRevision> all() {
        return rows.latest().stream().collect(Collectors.toMap(RetrainPolicyRow::model, RetrainPolicyRow::toRevision));
    }

    /** Revision 0. */
    public RetrainPolicyRevision usual() {
        return new RetrainPolicyRevision(0, standard(), Optional.empty());
    }

    /** The revisions of a model's policy, newest first; none while it has none of its own. */
    @Transactional
    public Page.Of<RetrainPolicyRevision> history(String model, Page page) {
        return rows.newestFirst(model, page).map(RetrainPolicyRow::toRevision);
    }

    /**
     * Makes a policy the latest. One that says what the latest says changes nothing.
     *
     * @param seen revision that the change was made from; empty to overwrite whatever there is
     * @param reason why, for the ledger and the history; may be empty
     * @return the latest revision
     * @throws Rejection {@code model-unknown}, {@code version-unknown}, also of the teacher; {@code policy-invalid} if that cannot
     *     teach this model; {@code reason-too-long}; {@code policy-changed} if somebody else has changed it
     *     meanwhile
     */
    @Transactional
    public RetrainPolicyRevision change(
            String model, RetrainPolicy policy, OptionalInt seen, String actor, String reason) {
        requireTeacher(models.require(model), policy);
        String why = Reason.checked(reason);
        RetrainPolicyRevision latest = of(model);
        if (seen.isPresent() && seen.getAsInt() != latest.number()) {
            throw PolicyRevision.changedMeanwhile(model, latest.number());
        }
        if (latest.number() > 0 && latest.policy().equals(policy)) {
            return latest;
        }
        RetrainPolicyRow row = new RetrainPolicyRow(
                model, latest.number() + 1, policy, new PolicyRevision.Change(clock.instant(), actor, why));
        try {
            rows.persistAndFlush(row);
        } catch (ConstraintViolationException | EntityExistsException e) {
            Rejection rejection = PolicyRevision.changedMeanwhile(model, latest.number() + 1);
            rejection.initCause(e);
            throw rejection;
        }
        journal.append(
                actor,
                model,
                "retrain-policy-changed",
                "Revision " + (latest.number() + 1) + ": " + policy.words() + "." + (why.isEmpty() ? "" : " " + why));
        return row.toRevision();
    }
}
