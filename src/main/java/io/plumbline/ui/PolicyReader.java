package io.plumbline.ui;

import io.plumbline.drift.baseline.BaselineFacts;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.drift.baseline.Choice;
import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.drift.policy.Triggers;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Typed;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.view.PolicyView;
import io.plumbline.ui.view.PolicyView.BaselineForm;
import io.plumbline.ui.view.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Gathers what the page of a policy shows. */
@ApplicationScoped
class PolicyReader {
    /** Versions whose baselines stand side by side. */
    private static final Page NEWEST = new Page(0, 6);

    private final Policies policies;
    private final Baselines baselines;
    private final Models models;

    PolicyReader(Policies policies, Baselines baselines, Models models) {
        this.policies = policies;
        this.baselines = baselines;
        this.models = models;
    }

    /** The page as things stand. */
    PolicyView asItIs(Model model, boolean mayChange) {
        PolicyRevision revision = policies.of(model.name());
        PolicyForm form = PolicyForm.of(revision.number(), revision.policy(), model.segments());
        return view(model, form, noChoice(), mayChange);
    }

    /** The page with a policy that was typed and not accepted. */
    PolicyView typed(Model model, PolicyForm form) {
        return view(model, form, noChoice(), true);
    }

    /** The page with a baseline that was typed and not accepted. */
    PolicyView typed(Model model, BaselineForm choice) {
        PolicyRevision revision = policies.of(model.name());
        return view(model, PolicyForm.of(revision.number(), revision.policy(), model.segments()), choice, true);
    }

    private static BaselineForm noChoice() {
        return new BaselineForm("", "span", "", "", "");
    }

    private PolicyView view(Model model, PolicyForm form, BaselineForm choice, boolean mayChange) {
        List<PolicyView.Baseline> rows = new ArrayList<>();
        List<PolicyView.Chosen> chosen = new ArrayList<>();
        for (ModelVersion version : models.versions(model.name(), NEWEST).items()) {
            rows.add(row(version, baselines.facts(version)));
            baselines.history(version).forEach(each -> chosen.add(row(version, each)));
        }
        return new PolicyView(
                model.name(),
                policies.of(model.name()).number(),
                form.view(),
                model.segments().stream()
                        .map(key -> new PolicyView.Choice(key, key, form.segments.contains(key)))
                        .toList(),
                Triggers.KNOWN.stream()
                        .map(id -> new PolicyView.Choice(id, SignalNames.of(id), form.triggers.contains(id)))
                        .toList(),
                policies.history(model.name(), Page.FIRST).items().stream()
                        .map(PolicyReader::row)
                        .toList(),
                rows,
                chosen,
                choice,
                mayChange);
    }

    private static PolicyView.Baseline row(ModelVersion version, BaselineFacts facts) {
        return new PolicyView.Baseline(
                version.version(),
                version.stage().word(),
                facts.from().isPresent()
                        ? "field, " + hour(facts.from().orElseThrow()) + " to "
                                + hour(facts.until().orElseThrow())
                        : "validation",
                facts.note(),
                Numbers.count(facts.labels()),
                Numbers.percent(facts.errorRate()),
                Numbers.percent(facts.lower()) + " to " + Numbers.percent(facts.upper()),
                facts.confidentErrors().isPresent()
                        ? Numbers.percent((double) facts.confidentErrors().getAsLong() / facts.labels())
                        : "unknown",
                Numbers.confidence(facts.meanConfidence()));
    }

    private static String hour(Instant at) {
        return Stamp.of(at).text();
    }

    private static PolicyView.Chosen row(ModelVersion version, Choice choice) {
        return new PolicyView.Chosen(
                version.version(),
                Stamp.of(choice.at()),
                choice.by(),
                choice.what() instanceof Choice.Span span
                        ? "the field, " + hour(span.from()) + " to " + hour(span.until())
                        : choice.what().words(),
                choice.reason());
    }

    private static PolicyView.Row row(PolicyRevision revision) {
        DriftPolicy policy = revision.policy();
        PolicyRevision.Change change = revision.change().orElseThrow();
        return new PolicyView.Row(
                revision.number(),
                Stamp.of(change.at()),
                change.by(),
                PolicyView.budget(policy.falseAlarmsPerYear()),
                Numbers.percent(policy.tolerance()),
                Typed.hours(policy.maturity()) + " h",
                policy.segments()
                        .map(keys -> keys.isEmpty() ? "none" : String.join(", ", keys))
                        .orElse("all"),
                policy.triggers().ids().isEmpty()
                        ? "none"
                        : policy.triggers().ids().stream().map(SignalNames::of).collect(Collectors.joining(", ")),
                policy.zone().getId(),
                policy.baseline() instanceof FirstDays first
                        ? "first " + first.days() + " d in the field"
                        : policy.baseline().word(),
                change.reason());
    }
}
