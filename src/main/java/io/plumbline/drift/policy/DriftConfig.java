package io.plumbline.drift.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the watch over drift, and what a model without a policy of its own is watched by. */
@ConfigMapping(prefix = "plumbline.drift")
public interface DriftConfig {
    /** How often every model is evaluated. */
    @WithDefault("5s")
    Duration every();

    /** How many models are evaluated at once; unless told, as many as there are processors, 8 at most. */
    OptionalInt threads();

    /**
     * Alarm budget of models that have no policy of their own: false alarms in a year that are put up with, on average, while a
     * model keeps its promise.
     */
    @WithDefault("1")
    double falseAlarmsPerYear();

    /**
     * Event time that a prediction's label is waited for before it is read, by alarms, rates, calibration and reports: corrections arrive before
     * confirmations, and whoever reads too early sees more errors than there are. Set it to how long your users take. For
     * models that have no policy of their own.
     */
    @WithDefault("24h")
    Duration maturity();

    /**
     * Points of error above the validation's that are put up with, 0 to 0.5. For models that have no policy of their own.
     */
    @WithDefault("0.02")
    double tolerance();

    /**
     * Evidence that may open incidents too, separated by commas; none unless told, for it keeps no budget. For models that have
     * no policy of their own.
     */
    Optional<List<String>> triggers();

    /** Time zone of a model's days, by its IANA name. For models that have no policy of their own. */
    @WithDefault("UTC")
    String zone();

    /**
     * What versions are measured against: {@code validation}, or {@code field} for their first full days there. For models
     * that have no policy of their own.
     */
    @WithDefault("validation")
    String baseline();

    /** How many first days in the field that are, 1 to 60. For models that have no policy of their own. */
    @WithDefault("7")
    int baselineDays();

    /** Level at which the conventional measures call a difference significant. */
    @WithDefault("0.01")
    double evidenceLevel();

    /** Event time that the conventional measures look back on. */
    @WithDefault("24h")
    Duration window();
}
