package io.plumbline.ui.training;

import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Typed;
import io.plumbline.retrain.policy.RetrainPolicy;
import io.plumbline.retrain.policy.Schedule;
import io.plumbline.retrain.policy.Teacher;
import io.plumbline.ui.training.view.RetrainView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of the form of a policy of retraining, as they were typed. */
public final class RetrainForm {
    @FormParam("revision")
    @DefaultValue("")
    String revision = "";

    @FormParam("onIncident")
    @DefaultValue("")
    String onIncident = "";

    @FormParam("incidentLabels")
    @DefaultValue("")
    String incidentLabels = "";

    @FormParam("newLabels")
    @DefaultValue("")
    String newLabels = "";

    @FormParam("schedule")
    @DefaultValue("")
    String schedule = "";

    @FormParam("zone")
    @DefaultValue("")
    String zone = "";

    @FormParam("cooldownHours")
    @DefaultValue("")
    String cooldown = "";

    @FormParam("labelsPerClass")
    @DefaultValue("")
    String labelsPerClass = "";

    @FormParam("monthlyBudget")
    @DefaultValue("")
    String monthlyBudget = "";

    /** A model, or model and version with a slash between; empty: none. */
    @FormParam("teacher")
    @DefaultValue("")
    String teacher = "";

    @FormParam("reason")
    @DefaultValue("")
    String reason = "";

    /** A form that shows a policy. */
    static RetrainForm of(int revision, RetrainPolicy policy) {
        RetrainForm form = new RetrainForm();
        form.revision = Integer.toString(revision);
        form.onIncident = policy.onIncident() ? "yes" : "";
        form.incidentLabels = Long.toString(policy.incidentLabels());
        form.newLabels = policy.newLabels().isPresent()
                ? Long.toString(policy.newLabels().getAsLong())
                : "";
        form.schedule = policy.schedule().map(Schedule::text).orElse("");
        form.zone = policy.zone().getId();
        form.cooldown = Typed.hours(policy.cooldown());
        form.labelsPerClass = Long.toString(policy.labelsPerClass());
        form.monthlyBudget = Integer.toString(policy.monthlyBudget());
        form.teacher = policy.teacher().map(Teacher::text).orElse("");
        return form;
    }

    /** The policy that was typed; an empty number of new labels and an empty schedule start nothing. */
    RetrainPolicy policy() {
        return new RetrainPolicy(
                !onIncident.isEmpty(),
                Typed.whole("The number of audited pictures", incidentLabels),
                newLabels.isBlank()
                        ? OptionalLong.empty()
                        : OptionalLong.of(Typed.whole("The number of new labels", newLabels)),
                Optional.of(schedule).filter(text -> !text.isBlank()).map(Schedule::of),
                Zones.of(zone.strip()),
                Typed.hours("The cooldown", cooldown),
                Typed.whole("The number of labels of each class", labelsPerClass),
                Typed.count("The budget", monthlyBudget),
                Optional.of(teacher).filter(text -> !text.isBlank()).map(Teacher::of));
    }

    /** The revision that was shown. */
    int seen() {
        return Typed.count("The revision", revision);
    }

    RetrainView.Form view() {
        return new RetrainView.Form(
                revision,
                !onIncident.isEmpty(),
                incidentLabels,
                newLabels,
                schedule,
                zone,
                cooldown,
                labelsPerClass,
                monthlyBudget,
                reason);
    }
}
