package io.plumbline.ui;

import io.plumbline.drift.policy.BaselineRule;
import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Triggers;
import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Rejection;
import io.plumbline.ui.view.PolicyView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The fields of a policy's form, as they were typed. */
public final class PolicyForm {
    private static final double POINTS = 100;
    private static final double SECONDS_OF_AN_HOUR = 3600;
    private static final double MOST_HOURS = 1e6;

    @FormParam("revision")
    @DefaultValue("")
    String revision = "";

    @FormParam("falseAlarmsPerYear")
    @DefaultValue("")
    String budget = "";

    @FormParam("tolerancePoints")
    @DefaultValue("")
    String tolerance = "";

    @FormParam("maturityHours")
    @DefaultValue("")
    String maturity = "";

    @FormParam("segment")
    List<String> segments = List.of();

    @FormParam("trigger")
    List<String> triggers = List.of();

    @FormParam("zone")
    @DefaultValue("")
    String zone = "";

    @FormParam("baseline")
    @DefaultValue("")
    String baseline = "";

    @FormParam("baselineDays")
    @DefaultValue("")
    String baselineDays = "";

    @FormParam("reason")
    @DefaultValue("")
    String reason = "";

    /** A form that shows a policy. */
    static PolicyForm of(int revision, DriftPolicy policy, List<String> declared) {
        PolicyForm form = new PolicyForm();
        form.revision = Integer.toString(revision);
        form.budget = PolicyView.typed(policy.falseAlarmsPerYear());
        form.tolerance = PolicyView.typed(round(policy.tolerance() * POINTS));
        form.maturity = hours(policy);
        form.segments = policy.watched(declared);
        form.triggers = policy.triggers().ids();
        form.zone = policy.zone().getId();
        form.baseline = policy.baseline().word();
        form.baselineDays =
                Integer.toString(policy.baseline() instanceof FirstDays first ? first.days() : FirstDays.USUAL);
        return form;
    }

    /**
     * The policy that was typed.
     *
     * @param declared segment keys of the model
     * @throws Rejection {@code policy-invalid}
     */
    DriftPolicy policy(List<String> declared) {
        double hours = number("The time that labels are waited for", maturity);
        return new DriftPolicy(
                number("The alarm budget", budget),
                round(number("The tolerance", tolerance)) / POINTS,
                segments.containsAll(declared) ? Optional.empty() : Optional.of(segments),
                Duration.ofSeconds(Math.round(Math.max(-MOST_HOURS, Math.min(MOST_HOURS, hours)) * SECONDS_OF_AN_HOUR)),
                new Triggers(triggers),
                Zones.of(zone.strip()),
                BaselineRule.of(
                        baseline,
                        baseline.equals(BaselineRule.VALIDATION.word())
                                ? 0
                                : whole("The number of days", baselineDays)));
    }

    /** The revision that was shown. */
    int seen() {
        return whole("The revision", revision);
    }

    PolicyView.Form view() {
        return new PolicyView.Form(revision, budget, tolerance, maturity, zone, baseline, baselineDays, reason);
    }

    /** A policy's maturity as one types it. */
    static String hours(DriftPolicy policy) {
        return PolicyView.typed(round(policy.maturity().toSeconds() / SECONDS_OF_AN_HOUR));
    }

    /** To what a form shows, and one types. */
    private static double round(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    private static double number(String what, String typed) {
        try {
            double value = Double.parseDouble(typed.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new Rejection(Rejection.Kind.INVALID, "policy-invalid", wrong(what, typed), e);
        }
        throw Rejection.invalid("policy-invalid", wrong(what, typed));
    }

    private static int whole(String what, String typed) {
        double value = number(what, typed);
        if (value != (int) value) {
            throw Rejection.invalid("policy-invalid", what + " is '" + typed + "'; it is to be a whole number.");
        }
        return (int) value;
    }

    private static String wrong(String what, String typed) {
        return what + " is '" + typed + "'; it is to be a number such as 0.5.";
    }
}
