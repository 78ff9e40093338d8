package io.plumbline.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of access. */
@ConfigMapping(prefix = "plumbline.access")
public interface AccessConfig {
    /** How long a sign-in on the pages lasts. */
    @WithDefault("PT12H")
    Duration session();

    /** Whether to keep an admin token in the file admin.token of plumbline.home, and to offer a sign-in link. */
    @WithDefault("true")
    boolean adminToken();
}
