package io.plumbline.drift;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the watch over drift. */
@ConfigMapping(prefix = "plumbline.drift")
public interface DriftConfig {
    /** How often every model is evaluated. */
    @WithDefault("5s")
    Duration every();

    /** Alarm budget: the probability that a version that keeps its promise ever raises an alarm. */
    @WithDefault("0.05")
    double alpha();

    /**
     * Event time that a prediction's label is waited for before the alarm reads it: corrections arrive before
     * confirmations, and whoever reads too early sees more errors than there are. Set it to how long your users take.
     */
    @WithDefault("0s")
    Duration maturity();

    /** Points of error above the validation's bound that are put up with, 0 to 1. */
    @WithDefault("0.02")
    double tolerance();

    /** Level at which the conventional measures call a difference significant. */
    @WithDefault("0.01")
    double evidenceLevel();

    /** Event time that the conventional measures look back on. */
    @WithDefault("24h")
    Duration window();
}
