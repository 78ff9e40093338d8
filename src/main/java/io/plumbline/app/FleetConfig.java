package io.plumbline.app;

import io.plumbline.demo.DemoSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the simulated fleet, which runs where {@code plumbline.demo} is on. */
@ConfigMapping(prefix = "plumbline.fleet")
public interface FleetConfig {
    /** Name under which the fleet's model is registered. */
    @WithDefault("garments")
    String model();

    /** Phones in use at any time, at least 4. */
    @WithDefault("300")
    int phones();

    /** Predictions of the whole fleet in a second, at its busiest hour. */
    @WithDefault("300")
    double rate();

    /** Simulated seconds in a real one, until simulated time has caught up with the real one. */
    @WithDefault("300")
    double speed();

    /** How many days in the past simulated time starts, 1 to 28. */
    @WithDefault("12")
    int daysBack();

    /** Time until the worse camera appears. */
    @WithDefault("45s")
    Duration warmUp();

    /** Time until the worse camera has replaced most phones of its make. */
    @WithDefault("45s")
    Duration spread();

    /** Share of predictions whose owner is asked at random, 0 to 1. */
    @WithDefault("0.02")
    double audit();

    /** Share of the asked who answer, 0 to 1. */
    @WithDefault("1.0")
    double answers();

    /** Time between two sendings of a phone, on average. */
    @WithDefault("8s")
    Duration sendEvery();

    /** Simulated time between two questions of a phone for an update. */
    @WithDefault("2h")
    Duration updateEvery();

    /** Whether a candidate that passed all gates is promoted without a hand. */
    @WithDefault("true")
    boolean autoPromote();

    /** Whether the phones take no more pictures and only send what they still have. */
    @WithDefault("false")
    boolean drain();

    /** Who owns which phone and which pictures follows from it; keep it for one home. */
    @WithDefault("42")
    long seed();

    /** The same for the demo. */
    default DemoSettings settings() {
        return new DemoSettings(
                model(),
                phones(),
                rate(),
                speed(),
                daysBack(),
                warmUp(),
                spread(),
                audit(),
                answers(),
                sendEvery(),
                updateEvery(),
                autoPromote());
    }
}
