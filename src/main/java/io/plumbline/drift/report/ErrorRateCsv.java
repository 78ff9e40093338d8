package io.plumbline.drift.report;

import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.kernel.Csv;
import io.plumbline.kernel.Rejection;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The error rate of a model hour by hour, all versions that were heard of, as a table. */
@ApplicationScoped
public class ErrorRateCsv {
    private static final double LEVEL = 0.95;

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final Policies policies;

    ErrorRateCsv(Profiles profiles, Outcomes outcomes, Policies policies) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.policies = policies;
    }

    /**
     * The table; labels that are still waited for are not in it, and of those that were drawn with different propensities so many are
     * counted as tell as much when drawn alike.
     *
     * @param key segment key, empty for the whole fleet
     * @param value its value, empty for the whole fleet
     * @throws Rejection {@code segment-unknown} if the model has no such key
     */
    public String of(Model model, String key, String value) {
        if (!key.isEmpty() && !model.segments().contains(key)) {
            throw Rejection.invalid(
                    "segment-unknown",
                    "Model '" + model.name() + "' has no segment '" + key + "'; it has "
                            + (model.segments().isEmpty() ? "none" : String.join(", ", model.segments())) + ".");
        }
        Csv csv = new Csv(
                "version",
                "hour",
                "labels",
                "errors",
                "confident_errors",
                "rate",
                "lower",
                "upper",
                "voluntary",
                "voluntary_errors");
        List<Activity> heard = profiles.activity(model.name());
        if (!heard.isEmpty()) {
            DriftPolicy policy = policies.of(model.name()).policy();
            Instant mature = policy.mature(heard.get(0).lastHour());
            for (Activity version : heard) {
                outcomes.hourly(model.name(), version.version(), key, value, version.firstHour(), mature)
                        .forEach(hour -> line(csv, version.version(), hour));
            }
        }
        return csv.toString();
    }

    private static void line(Csv csv, String version, Outcomes.Hour hour) {
        Counts counts = hour.counts();
        long n = counts.audited();
        boolean known = n > 0;
        Interval interval = known ? ClopperPearson.interval(counts.auditedErrors(), n, LEVEL) : new Interval(0, 1);
        csv.line(
                version,
                hour.hour().toString(),
                n,
                counts.auditedErrors(),
                counts.auditedConfidentErrors(),
                known ? (double) counts.auditedErrors() / n : Double.NaN,
                interval.lower(),
                interval.upper(),
                counts.voluntary(),
                counts.voluntaryErrors());
    }
}
