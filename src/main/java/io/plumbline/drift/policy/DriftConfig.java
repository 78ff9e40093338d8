package io.plumbline.drift.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the watch over drift, and what a model without a policy of its own is watched by. */
@ConfigMapping(prefix = "plumbline.drift")
public interface DriftConfig {
    /** How often every model is evaluated. */
    @WithDefault("5s")
    Duration every();

    /**
     * Alarm budget of models that have no policy of their own: false alarms in a year that are put up with, on average, while a
     * model keeps its promise.
     */
    @WithDefault("1")
    double falseAlarmsPerYear();

    /**
     * Event time that a prediction's label is waited for before the alarm reads it: corrections arrive before
     * confirmations, and whoever reads too early sees more errors than there are. Set it to how long your users take. For
     * models that have no policy of their own.
     */
    @WithDefault("0s")
    Duration maturity();

    /**
     * Points of error above the validation's that are put up with, 0 to 0.5. For models that have no policy of their own.
     */
    @WithDefault("0.02")
    double tolerance();

    /** Level at which the conventional measures call a difference significant. */
    @WithDefault("0.01")
    double evidenceLevel();

    /** Event time that the conventional measures look back on. */
    @WithDefault("24h")
    Duration window();
}
