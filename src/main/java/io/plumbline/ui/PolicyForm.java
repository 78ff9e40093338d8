package io.plumbline.ui;

import io.plumbline.drift.policy.BaselineRule;
import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Triggers;
import io.plumbline.drift.policy.Zones;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Typed;
import io.plumbline.ui.view.PolicyView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import java.util.List;
import java.util.Optional;

/** The fields of a policy's form, as they were typed. */
public final class PolicyForm {
    private static final double POINTS = 100;

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
        form.budget = Typed.of(policy.falseAlarmsPerYear());
        form.tolerance = Typed.of(policy.tolerance() * POINTS);
        form.maturity = Typed.hours(policy.maturity());
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
        return new DriftPolicy(
                Typed.number("The alarm budget", budget),
                Typed.round(Typed.number("The tolerance", tolerance)) / POINTS,
                segments.containsAll(declared) ? Optional.empty() : Optional.of(segments),
                Typed.hours("The time that labels are waited for", maturity),
                new Triggers(triggers),
                Zones.of(zone.strip()),
                BaselineRule.of(
                        baseline,
                        baseline.equals(BaselineRule.VALIDATION.word())
                                ? 0
                                : Typed.count("The number of days", baselineDays)));
    }

    /** The revision that was shown. */
    int seen() {
        return Typed.count("The revision", revision);
    }

    PolicyView.Form view() {
        return new PolicyView.Form(revision, budget, tolerance, maturity, zone, baseline, baselineDays, reason);
    }
}
