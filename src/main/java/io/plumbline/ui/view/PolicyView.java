package io.plumbline.ui.view;

import io.plumbline.ui.charts.Numbers;
import java.util.List;

/**
 * The page of a model's policy, ready to be shown.
 *
 * @param model name of the model
 * @param revision revision that is shown; 0 if the model has no policy of its own
 * @param form what the form shows: the policy, or what was typed and not accepted
 * @param segments the model's keys
 * @param triggers evidence that may open incidents
 * @param history newest first
 * @param baselines what each version is measured against, the newest first
 * @param choices earlier decisions about that, those of the newest version first
 * @param choice what the form of a baseline shows
 * @param mayChange whether the reader may
 */
public record PolicyView(
        String model,
        int revision,
        Form form,
        List<Choice> segments,
        List<Choice> triggers,
        List<Row> history,
        List<Baseline> baselines,
        List<Chosen> choices,
        BaselineForm choice,
        boolean mayChange) {

    /**
     * The fields, as typed.
     *
     * @param revision that it was made from
     * @param falseAlarmsPerYear a number
     * @param tolerancePoints in points of error: 2 stands for 0.02
     * @param maturityHours a number
     * @param zone its IANA name
     * @param baseline {@code validation} or {@code field}
     * @param baselineDays a number
     * @param reason why
     */
    public record Form(
            String revision,
            String falseAlarmsPerYear,
            String tolerancePoints,
            String maturityHours,
            String zone,
            String baseline,
            String baselineDays,
            String reason) {}

    /** A thing that may be ticked, with its name for programs and for people, and whether it is. */
    public record Choice(String id, String name, boolean ticked) {}

    /** A revision in words. */
    public record Row(
            int revision,
            Stamp at,
            String by,
            String budget,
            String tolerance,
            String maturity,
            String segments,
            String triggers,
            String zone,
            String baseline,
            String reason) {}

    /**
     * What a version is measured against.
     *
     * @param version its name
     * @param stage where it stands
     * @param origin the validation, or the span in the field
     * @param note why it is that one
     * @param labels labelled predictions
     * @param rate error rate
     * @param interval its 95 % interval
     * @param confidentErrors share of confidently wrong ones
     * @param confidence mean confidence
     */
    public record Baseline(
            String version,
            String stage,
            String origin,
            String note,
            String labels,
            String rate,
            String interval,
            String confidentErrors,
            String confidence) {}

    /** A decision about the baseline of a version. */
    public record Chosen(String version, Stamp at, String by, String what, String reason) {}

    /** The fields of the form that chooses a baseline, as typed; {@code what} is span, validation or policy. */
    public record BaselineForm(String version, String what, String from, String until, String reason) {}

    /** A budget in words. */
    public static String budget(double falseAlarmsPerYear) {
        return Numbers.measure(falseAlarmsPerYear) + " a year";
    }
}
