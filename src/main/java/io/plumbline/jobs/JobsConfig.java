package io.plumbline.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the job queue. */
@ConfigMapping(prefix = "plumbline.jobs")
public interface JobsConfig {
    /** How many jobs this process works on at once, if it has the role train. */
    @WithDefault("1")
    int workers();

    /** How often an idle worker looks for work. */
    @WithDefault("PT1S")
    Duration poll();

    /** How long a job stays with a worker that is not heard of; workers are heard of three times in it. */
    @WithDefault("PT30S")
    Duration lease();

    /** How long one attempt at a job may take; then it is stopped, and tried again if attempts are left. */
    @WithDefault("PT12H")
    Duration timeout();

    /** How often a job is begun before it is given up. */
    @WithDefault("3")
    int maxAttempts();

    /** How long a failed job waits for its second attempt; each further wait is twice as long. */
    @WithDefault("PT5S")
    Duration backoff();
}
