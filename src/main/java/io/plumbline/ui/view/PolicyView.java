package io.plumbline.ui.view;

import io.plumbline.ui.charts.Numbers;
import java.util.List;

/**
 * The page of a model's policy, ready to be shown.
 *
 * @param model name of the model
 * @param revision revision that is shown; 0 if the model has no policy of its own
 * @param falseAlarmsPerYear as typed
 * @param tolerancePoints as typed, in points of error: 2 stands for 0.02
 * @param maturityHours as typed
 * @param segments the model's keys
 * @param history newest first
 * @param mayChange whether the reader may
 */
public record PolicyView(
        String model,
        int revision,
        String falseAlarmsPerYear,
        String tolerancePoints,
        String maturityHours,
        List<Segment> segments,
        List<Row> history,
        boolean mayChange) {

    /** A key and whether it is watched. */
    public record Segment(String key, boolean watched) {}

    /** A revision in words. */
    public record Row(
            int revision,
            Stamp at,
            String by,
            String budget,
            String tolerance,
            String maturity,
            String segments,
            String reason) {}

    /** A number as one types it: 2, 0.5. */
    public static String typed(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** A budget in words. */
    public static String budget(double falseAlarmsPerYear) {
        return Numbers.measure(falseAlarmsPerYear) + " a year";
    }
}
