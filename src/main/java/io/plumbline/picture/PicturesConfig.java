package io.plumbline.picture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of pictures. */
@ConfigMapping(prefix = "plumbline.pictures")
public interface PicturesConfig {
    /**
     * What may be done with a picture whose sender does not say: {@code training}, or {@code diagnosis} to look at it only.
     */
    @WithDefault("training")
    String consent();

    /** How long pictures are kept that may be learnt from; those that data scientists bring along stay. */
    @WithDefault("1095d")
    Duration trainingRetention();

    /** How long pictures are kept that may only be looked at. */
    @WithDefault("90d")
    Duration diagnosisRetention();

    /** How long pictures are kept of which nobody says whose they are, and that have no label: nobody could have them forgotten. */
    @WithDefault("14d")
    Duration unclaimedRetention();

    /** How often pictures are looked for whose time is over. */
    @WithDefault("1h")
    Duration sweep();
}
