package io.plumbline.delivery;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a bundle may cost when its golden cases are run, in a process of their own: when it is uploaded, and when it is judged. */
@ConfigMapping(prefix = "plumbline.upload")
public interface UploadConfig {
    /** How much memory that process may use, native libraries and all; a bundle that takes more is refused. */
    @WithDefault("1G")
    MemorySize memory();

    /** How long it may take; a bundle that takes longer is refused. */
    @WithDefault("60s")
    Duration timeout();
}
