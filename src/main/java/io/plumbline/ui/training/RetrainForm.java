package io.plumbline.ui.training;

import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.policy.RetrainPolicy;
import io.plumbline.retrain.policy.Schedule;
import io.plumbline.ui.training.view.RetrainView;
import io.plumbline.ui.view.PolicyView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of the form of a policy of retraining, as they were typed. */
public final class RetrainForm {
    private static final double SECONDS_OF_AN_HOUR = 3600;
    private static final double MOST_HOURS = 1e6;

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
        form.cooldown = hours(policy);
        form.labelsPerClass = Long.toString(policy.labelsPerClass());
        form.monthlyBudget = Integer.toString(policy.monthlyBudget());
        return form;
    }

    /** The policy that was typed; an empty number of new labels and an empty schedule start nothing. */
    RetrainPolicy policy() {
        return new RetrainPolicy(
                !onIncident.isEmpty(),
                whole("The number of audited pictures", incidentLabels),
                newLabels.isBlank()
                        ? OptionalLong.empty()
                        : OptionalLong.of(whole("The number of new labels", newLabels)),
                Optional.of(schedule).filter(text -> !text.isBlank()).map(Schedule::of),
                Zones.of(zone.strip()),
                Duration.ofSeconds(Math.round(number("The cooldown", cooldown) * SECONDS_OF_AN_HOUR)),
                whole("The number of labels of each class", labelsPerClass),
                (int) Math.min(Integer.MAX_VALUE, whole("The budget", monthlyBudget)));
    }

    /** The revision that was shown. */
    int seen() {
        return (int) whole("The revision", revision);
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

    /** A policy's cooldown as one types it. */
    static String hours(RetrainPolicy policy) {
        return PolicyView.typed(Math.rint(policy.cooldown().toSeconds() / SECONDS_OF_AN_HOUR * 1e6) / 1e6);
    }

    private static double number(String what, String typed) {
        try {
            double value = Double.parseDouble(typed.strip());
            if (Math.abs(value) <= MOST_HOURS) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new Rejection(Rejection.Kind.INVALID, "policy-invalid", wrong(what, typed, "a number such as 6"), e);
        }
        throw Rejection.invalid("policy-invalid", wrong(what, typed, "a number such as 6"));
    }

    private static long whole(String what, String typed) {
        try {
            return Long.parseLong(typed.strip());
        } catch (NumberFormatException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, "policy-invalid", wrong(what, typed, "a whole number such as 50"), e);
        }
    }

    private static String wrong(String what, String typed, String form) {
        return what + " is '" + typed + "'; it is to be " + form + ".";
    }
}
