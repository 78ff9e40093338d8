package io.plumbline.drift;

import io.plumbline.drift.DriftState.Alarm;
import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.alarm.Changes;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.alarm.ErrorWatches;
import io.plumbline.drift.alarm.Findings;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.drift.signal.Evidence;
import io.plumbline.drift.signal.Finding;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
     * @param alarms its alarms, by what they count; those whose promise is not known are missing
     * @param state where its signals stand
     * @param until end of the last hour that was heard of, exclusive
     */
    record Sight(
            ModelVersion version, Baseline baseline, Map<Counted, Watched> alarms, DriftState state, Instant until) {
        /** What the alarm on the error rate is kept to. */
        Settings settings() {
            return settings(Counted.ERRORS);
        }

        /** What an alarm that was raised is kept to. */
        Settings settings(Counted counted) {
            return Optional.ofNullable(alarms.get(counted)).orElseThrow().settings();
        }
    }

    /**
     * An alarm.
     *
     * @param settings what it is kept to
     * @param fleet where it stands for the fleet
     * @param standings where it stands for the fleet, if anything was heard of it, and for the watched segments
     */
    record Watched(Settings settings, Standing fleet, List<Standing> standings) {}

    /** The versions of a model that phones spoke of, the latest heard of first. */
    List<Activity> activities(String model) {
        return profiles.activity(model);
    }

    /**
     * Looks at a version.
     *
     * @param heard last hour in which any phone spoke of the model: those before it are over
     * @param settled hour before which somebody has dealt with everything that an alarm had read
     */
    Sight look(
            Model model,
            ModelVersion version,
            Activity activity,
            Instant heard,
            Function<Counted, Instant> settled,
            Instant now) {
        PolicyRevision policy = policies.of(model.name());
        // By event time, so that it does not matter when what is stored was stored.
        Instant mature = heard.minus(policy.policy().maturity()).truncatedTo(ChronoUnit.HOURS);
        Baseline baseline = baselines.of(version, policy.policy(), activity.firstHour(), mature);
        Instant until = activity.lastHour().plus(1, ChronoUnit.HOURS);
        Instant from = until.minus(config.window());
        List<String> keys = policy.policy().watched(model.segments());
        Map<Counted, Watched> alarms = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            promise(counted, baseline).ifPresent(errors -> {
                Settings settings = new Settings(
                        counted,
                        errors,
                        baseline.labels(),
                        policy.policy().tolerance(),
                        policy.policy().falseAlarmsPerYear(),
                        later(settled.apply(counted), baseline.origin().settled()));
                ErrorWatch watch = watches.upTo(version, settings, keys, mature);
                alarms.put(counted, new Watched(settings, watch.fleet(), watch.standings()));
            });
        }
        Watched errors = Optional.ofNullable(alarms.get(Counted.ERRORS)).orElseThrow();
        DriftState state = new DriftState(
                version.model(),
                version.version(),
                now,
                until,
                policy.number(),
                alarm(errors, outcomes.fleet(version.model(), version.version(), from, until)),
                errors.standings().stream()
                        .filter(standing -> !standing.place().equals(Place.FLEET))
                        .map(FieldWatch::segment)
                        .toList(),
                Evidence.measure(
                        baseline,
                        profiles.fleet(version.model(), version.version(), from, until),
                        config.evidenceLevel()));
        return new Sight(version, baseline, alarms, state, until);
    }

    /**
     * Findings that are to have an incident.
     *
     * @param known places that one of a signal has already
     */
    List<Finding> news(Sight sight, Function<String, Set<Place>> known) {
        List<Finding> news = new ArrayList<>();
        sight.alarms().forEach((counted, watched) -> Findings.worthAnIncident(
                        watched.standings(),
                        known.apply(counted.signal()),
                        segments -> changes.explain(sight.version(), watched.settings(), sight.until(), segments))
                .forEach(raised -> news.add(Finding.raised(counted, raised))));
        return news;
    }

        // By event time, so that it does not matter when what is stored was stored.
        Instant mature = heard.minus(policy.policy().maturity()).truncatedTo(ChronoUnit.HOURS);
        Baseline baseline = baselines.of(version, policy.policy(), activity.firstHour(), mature);
    /** How many of the baseline's labels are counted; empty if it cannot tell. */
    private static Optional<Long> promise(Counted counted, Baseline baseline) {
        return switch (counted) {
            case ERRORS -> Optional.of(baseline.errors());
            case CONFIDENT_ERRORS ->
                baseline.tally().n() == 0
                        ? Optional.empty()
                        : Optional.of(baseline.tally().confidentErrors());
        };
    }

    /** What a baseline was made of is no evidence against it either. */
    private static Instant later(Instant resolved, Instant settled) {
        return resolved.isAfter(settled) ? resolved : settled;
    }

    private static Alarm alarm(Watched errors, Counts recent) {
        Standing fleet = errors.fleet();
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
                errors.settings().promised());
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
