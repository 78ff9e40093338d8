package io.plumbline.drift.policy;

import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the watch over one model is to keep to.
 *
 * @param falseAlarmsPerYear alarm budget: false alarms in a year that are put up with, on average, over all signals and
 *     segments together; 0.001 to 52
 * @param tolerance rise of the error rate above what was promised that is put up with, 0 to 0.5: 0.02 are two points
 * @param segments keys by whose values the alarm is also kept, each once; empty for all that the model declares
 * @param maturity event time that labels are waited for before the alarm reads their predictions, 0 to 30 days
 * @param triggers evidence that may open incidents too
 * @param zone whose days are the model's days
 * @param baseline what its versions are measured against
 */
public record DriftPolicy(
        double falseAlarmsPerYear,
        double tolerance,
        Optional<List<String>> segments,
        Duration maturity,
        Triggers triggers,
        ZoneId zone,
        BaselineRule baseline) {
    private static final double LEAST_BUDGET = 0.001;
    private static final double MOST_BUDGET = 52;
    private static final double MOST_TOLERANCE = 0.5;
    private static final Duration LONGEST = Duration.ofDays(30);

    /** With the usual triggers, zone and baseline. */
    public DriftPolicy(
            double falseAlarmsPerYear, double tolerance, Optional<List<String>> segments, Duration maturity) {
        this(falseAlarmsPerYear, tolerance, segments, maturity, Triggers.NONE, Zones.UTC, BaselineRule.VALIDATION);
    }

    /** @throws Rejection if a value is out of its range; it names the value and the range */
    public DriftPolicy {
        require(
                falseAlarmsPerYear >= LEAST_BUDGET && falseAlarmsPerYear <= MOST_BUDGET,
                "falseAlarmsPerYear is %s; it is from %s (one in a thousand years) to %s (one a week).",
                falseAlarmsPerYear,
                LEAST_BUDGET,
                MOST_BUDGET);
        require(
                tolerance >= 0 && tolerance <= MOST_TOLERANCE,
                "tolerance is %s; it is from 0 to %s, and 0.02 stands for two points of error.",
                tolerance,
                MOST_TOLERANCE);
        require(
                !maturity.isNegative() && maturity.compareTo(LONGEST) <= 0,
                "maturity is %s; it is from PT0S to P30D: older events are windowed by their receipt.",
                maturity);
        segments = segments.map(List::copyOf);
        segments.ifPresent(keys -> require(
                new TreeSet<>(keys).size() == keys.size(), "segments names a key twice: %s.", String.join(", ", keys)));
    }

    /**
     * The keys that are watched.
     *
     * @param declared those that the model declares, in its order
     */
    public List<String> watched(List<String> declared) {
        return segments.map(keys -> declared.stream().filter(keys::contains).toList())
                .orElse(declared);
    }

    private static void require(boolean holds, String detail, Object... values) {
        if (!holds) {
            throw Rejection.invalid("policy-invalid", String.format(Locale.ROOT, detail, values));
        }
    }

    /**
     * Hour before which labels are waited for no longer: whoever reads later ones sees corrections without the confirmations that
     * are still to come.
     *
     * @param heard last hour in which any phone spoke of the model, or end of what is looked at: by event time, so that it does not
     *     matter when what is stored was stored
     */
    public Instant mature(Instant heard) {
        return heard.minus(maturity).truncatedTo(ChronoUnit.HOURS);
    }
}
