package io.plumbline.retrain.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** When models are retrained that have no policy of their own. */
@ConfigMapping(prefix = "plumbline.retrain-policy")
public interface RetrainPolicyConfig {
    /** Whether an incident starts a retraining by itself. */
    @WithDefault("true")
    boolean onIncident();

    /** Audited pictures since the change that a retraining for an incident needs: with fewer nothing could be proven. */
    @WithDefault("600")
    long incidentLabels();

    /** Growth of that number after which an incident that is still open starts another retraining. */
    @WithDefault("1.3")
    double growth();

    /** Number of new labels from the field that start a retraining; never unless told. */
    OptionalLong newLabels();

    /**
     * Times at which a retraining starts: {@code 0 3 * * 1} for three o'clock on Mondays, or a span such as {@code P7D}; never
     * unless told.
     */
    Optional<String> schedule();

    /** Time zone of the schedule and of the budget's months, by its IANA name. */
    @WithDefault("UTC")
    String zone();

    /** How long after a retraining none starts by itself. */
    @WithDefault("6h")
    Duration cooldown();

    /** Labels of each of the live version's classes without which no retraining starts by itself. */
    @WithDefault("5")
    long labelsPerClass();

    /** Retrainings in a calendar month, those by hand among them, after which none starts by itself. */
    @WithDefault("30")
    int monthlyBudget();
}
