package io.plumbline.ui.training;

import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Typed;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.policy.Decisions;
import io.plumbline.retrain.policy.RetrainPolicies;
import io.plumbline.retrain.policy.RetrainPolicy;
import io.plumbline.retrain.policy.RetrainPolicyRevision;
import io.plumbline.retrain.policy.Schedule;
import io.plumbline.retrain.policy.StoredDecision;
import io.plumbline.retrain.policy.Teacher;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.training.view.Pager;
import io.plumbline.ui.training.view.RetrainView;
import io.plumbline.ui.training.view.RetrainView.DecisionRow;
import io.plumbline.ui.view.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Gathers what the page of a policy of retraining shows. */
@ApplicationScoped
class RetrainReader {
    private static final int ROWS = 20;

    private final Models models;
    private final RetrainPolicies policies;
    private final Decisions decisions;
    private final Teachers teachers;

    RetrainReader(Models models, RetrainPolicies policies, Decisions decisions, Teachers teachers) {
        this.models = models;
        this.policies = policies;
        this.decisions = decisions;
        this.teachers = teachers;
    }

    RetrainView asItIs(String model, int page, boolean mayChange) {
        RetrainPolicyRevision revision = policies.of(model);
        return view(model, RetrainForm.of(revision.number(), revision.policy()), page, mayChange);
    }

    /** The page with a policy that was typed and not accepted. */
    RetrainView typed(String model, RetrainForm form) {
        return view(model, form, 0, true);
    }

    private RetrainView view(String model, RetrainForm form, int page, boolean mayChange) {
        boolean masks = models.require(model).drawsMasks();
        Page.Of<StoredDecision> made = decisions.of(model, new Page(page, ROWS));
        return new RetrainView(
                model,
                policies.of(model).number(),
                form.view(),
                decisions.latest(model).map(last -> last.decision().sentence()).orElse(""),
                made.items().stream().map(RetrainReader::row).toList(),
                Pager.of(made, "/models/" + model + "/retraining?page="),
                policies.history(model, Page.FIRST).items().stream()
                        .map(RetrainReader::row)
                        .toList(),
                models.live(model).map(ModelVersion::labels).orElse(List.of()),
                mayChange,
                masks,
                masks ? teachers.standing(form.teacher) : List.of());
    }

    private static DecisionRow row(StoredDecision stored) {
        return new DecisionRow(
                Stamp.of(stored.from()),
                Stamp.of(stored.until()),
                stored.from().equals(stored.until()),
                stored.decision().starts() ? "work" : "none",
                stored.decision().starts()
                        ? "starts"
                        : stored.decision().code().word().replace('-', ' '),
                stored.decision().sentence(),
                stored.job().map(UUID::toString).orElse(""));
    }

    private static RetrainView.Row row(RetrainPolicyRevision revision) {
        RetrainPolicy policy = revision.policy();
        PolicyRevision.Change change = revision.change().orElseThrow();
        return new RetrainView.Row(
                revision.number(),
                Stamp.of(change.at()),
                change.by(),
                policy.onIncident() ? Numbers.count(policy.incidentLabels()) + " labels" : "no",
                policy.newLabels().isPresent()
                        ? Numbers.count(policy.newLabels().getAsLong())
                        : "no",
                policy.schedule()
                        .map(Schedule::text)
                        .map(text -> text + ", " + policy.zone())
                        .orElse("none"),
                Typed.hours(policy.cooldown()) + " h",
                Numbers.count(policy.labelsPerClass()),
                Numbers.count(policy.monthlyBudget()) + " a month",
                policy.teacher().map(Teacher::text).orElse("nobody"),
                change.reason());
    }
}
