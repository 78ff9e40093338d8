package io.plumbline.drift;

import io.plumbline.drift.Baselines.Baseline;
import io.plumbline.drift.DriftState.Alarm;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Audit;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Interval;
import io.plumbline.stats.anytime.BetaBinomialSequence;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Looks at one version in the field: a function of the stored events, whatever their order of arrival. */
@ApplicationScoped
class FieldWatch {
    /** Sample size at which the confidence sequences are tightest. */
    private static final double OPTIMAL_N = 300;

    private static final double LEVEL = 0.05;

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final Baselines baselines;
    private final DriftConfig config;

    FieldWatch(Profiles profiles, Outcomes outcomes, Baselines baselines, DriftConfig config) {
        this.baselines = baselines;
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.config = config;
    }

    /**
     * What was seen.
     *
     * @param version the version
     * @param baseline what it promised
     * @param trail its audited predictions
     * @param state where its signals stand
     * @param until end of the last hour that was heard of, exclusive
     */
    record Sight(ModelVersion version, Baseline baseline, AuditTrail trail, DriftState state, Instant until) {}

    /** The versions of a model that phones spoke of, the latest heard of first. */
    List<Activity> activities(String model) {
        return profiles.activity(model);
    }

    Sight look(ModelVersion version, Activity activity, Instant now) {
        Baseline baseline = baselines.of(version);
        Instant until = activity.lastHour().plus(1, ChronoUnit.HOURS);
        Instant from = until.minus(config.window());
        AuditTrail trail = AuditTrail.read(mature(outcomes.audits(version.model(), version.version())), baseline);
        Counts recent = outcomes.fleet(version.model(), version.version(), from, until);
        Interval interval = interval(recent.auditedErrors(), recent.audited());
        Alarm alarm = new Alarm(
                trail.alarm().isPresent(),
                trail.eValue(),
                trail.bound(),
                trail.n(),
                trail.errors(),
                recent.audited() == 0 ? Double.NaN : (double) recent.auditedErrors() / recent.audited(),
                interval.lower(),
                interval.upper(),
                baseline.promised());
        DriftState state = new DriftState(
                version.model(),
                version.version(),
                now,
                until,
                alarm,
                Evidence.measure(
                        baseline.reference(),
                        profiles.fleet(version.model(), version.version(), from, until),
                        config.evidenceLevel()));
        return new Sight(version, baseline, trail, state, until);
    }

    /** The audits whose labels had time to come, by the event time of the latest one. */
    private List<Audit> mature(List<Audit> audits) {
        if (audits.isEmpty()) {
            return audits;
        }
        Instant until = audits.get(audits.size() - 1).windowAt().minus(config.maturity());
        return audits.stream().filter(audit -> !audit.windowAt().isAfter(until)).toList();
    }

    /** 95 % confidence sequence of an error rate; all of 0 to 1 where nothing is known. */
    static Interval interval(long errors, long n) {
        return n == 0 ? new Interval(0, 1) : BetaBinomialSequence.interval(errors, n, LEVEL, OPTIMAL_N);
    }
}
