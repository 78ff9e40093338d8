package io.plumbline.drift;

import io.plumbline.drift.DriftState.Alarm;
import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.alarm.Changes;
import io.plumbline.drift.alarm.ErrorWatch;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.alarm.ErrorWatches;
import io.plumbline.drift.alarm.Findings;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Interval;
import io.plumbline.stats.anytime.BetaBinomialSequence;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Looks at one version in the field: a function of the stored events, whatever their order of arrival. */
@ApplicationScoped
class FieldWatch {
    /** Sample size at which the confidence sequences are tightest. */
    private static final double OPTIMAL_N = 300;

    private static final double LEVEL = 0.05;

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final ErrorWatches watches;
    private final Baselines baselines;
    private final Policies policies;
    private final Changes changes;
    private final DriftConfig config;

    FieldWatch(
            Profiles profiles,
            Outcomes outcomes,
            ErrorWatches watches,
            Baselines baselines,
            Policies policies,
            Changes changes,
            DriftConfig config) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.watches = watches;
        this.baselines = baselines;
        this.policies = policies;
        this.changes = changes;
        this.config = config;
    }

    /**
     * What was seen.
     *
     * @param version the version
     * @param baseline what it is measured against
     * @param settings what its alarm is kept to
     * @param standings where the alarm of the fleet stands, and those of the watched segments
     * @param state where its signals stand
     * @param until end of the last hour that was heard of, exclusive
     */
    record Sight(
            ModelVersion version,
            Baseline baseline,
            Settings settings,
            List<Standing> standings,
            DriftState state,
            Instant until) {}

    /** The versions of a model that phones spoke of, the latest heard of first. */
    List<Activity> activities(String model) {
        return profiles.activity(model);
    }

    /**
     * Looks at a version.
     *
     * @param heard last hour in which any phone spoke of the model: those before it are over
     * @param settled hour before which somebody has dealt with everything
     */
    Sight look(Model model, ModelVersion version, Activity activity, Instant heard, Instant settled, Instant now) {
        PolicyRevision policy = policies.of(model.name());
        // By event time, so that it does not matter when what is stored was stored.
        Instant mature = heard.minus(policy.policy().maturity()).truncatedTo(ChronoUnit.HOURS);
        Baseline baseline = baselines.of(version, policy.policy(), activity.firstHour(), mature);
        Settings settings = settings(baseline, policy.policy(), settled);
        Instant until = activity.lastHour().plus(1, ChronoUnit.HOURS);
        Instant from = until.minus(config.window());
        ErrorWatch watch = watches.upTo(version, settings, policy.policy().watched(model.segments()), mature);
        List<Standing> standings = watch.standings();
        DriftState state = new DriftState(
                version.model(),
                version.version(),
                now,
                until,
                policy.number(),
                alarm(watch.fleet(), outcomes.fleet(version.model(), version.version(), from, until), settings),
                standings.stream()
                        .filter(standing -> !standing.place().equals(Place.FLEET))
                        .map(FieldWatch::segment)
                        .toList(),
                Evidence.measure(
                        baseline,
                        profiles.fleet(version.model(), version.version(), from, until),
                        config.evidenceLevel()));
        return new Sight(version, baseline, settings, standings, state, until);
    }

    /**
     * Alarms that are to have an incident.
     *
     * @param known places that have one
     */
    List<Standing> news(Sight sight, Set<Place> known) {
        return Findings.worthAnIncident(
                sight.standings(),
                known,
                segments -> changes.explain(sight.version(), sight.settings(), sight.until(), segments));
    }

    private static Settings settings(Baseline baseline, DriftPolicy policy, Instant resolved) {
        // What a baseline was made of is no evidence against it.
        Instant settled = Collections.max(List.of(resolved, baseline.origin().settled()));
        return new Settings(
                baseline.errors(), baseline.labels(), policy.tolerance(), policy.falseAlarmsPerYear(), settled);
    }

    private static Alarm alarm(Standing fleet, Counts recent, Settings settings) {
        Interval interval = interval(recent.auditedErrors(), recent.audited());
        return new Alarm(
                fleet.raised().isPresent(),
                fleet.years(),
                fleet.needed(),
                fleet.labels(),
                fleet.errors(),
                recent.audited() == 0 ? Double.NaN : (double) recent.auditedErrors() / recent.audited(),
                interval.lower(),
                interval.upper(),
                settings.promised());
    }

    private static SegmentAlarm segment(Standing standing) {
        return new SegmentAlarm(
                standing.place().key(),
                standing.place().value(),
                standing.raised().isPresent(),
                standing.years(),
                standing.needed(),
                standing.labels(),
                standing.errors());
    }

    /** 95 % confidence sequence of an error rate; all of 0 to 1 where nothing is known. */
    static Interval interval(long errors, long n) {
        return n == 0 ? new Interval(0, 1) : BetaBinomialSequence.interval(errors, n, LEVEL, OPTIMAL_N);
    }
}
