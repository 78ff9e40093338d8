package io.plumbline.drift;

import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.EvidenceWatch.Days;
import io.plumbline.drift.EvidenceWatch.Kept;
import io.plumbline.drift.EvidenceWatch.Question;
import io.plumbline.drift.EvidenceWatch.Seen;
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
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.drift.signal.Finding;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.Subject;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Drawn;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Looks at one version in the field: a function of the stored events, whatever their order of arrival. */
@ApplicationScoped
class FieldWatch {
    private static final Logger LOG = Logger.getLogger(FieldWatch.class);

    private final Outcomes outcomes;
    private final ErrorWatches watches;
    private final EvidenceWatch evidence;
    private final Baselines baselines;
    private final Policies policies;
    private final Changes changes;
    private final DriftConfig config;

    FieldWatch(
            Outcomes outcomes,
            ErrorWatches watches,
            EvidenceWatch evidence,
            Baselines baselines,
            Policies policies,
            Changes changes,
            DriftConfig config) {
        this.outcomes = outcomes;
        this.watches = watches;
        this.evidence = evidence;
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
     * @param seen the evidence
     * @param state where its signals stand
     * @param until end of the last hour that was heard of, exclusive
     * @param told end of the last hour whose labels are waited for no longer, exclusive; no later than the other
     */
    record Sight(
            ModelVersion version,
            Baseline baseline,
            Map<Counted, Watched> alarms,
            Seen seen,
            DriftState state,
            Instant until,
            Instant told) {
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

    /**
     * A look at a version.
     *
     * @param model the model
     * @param version the version
     * @param activity what was heard of it
     * @param heard last hour in which any phone spoke of the model: those before it are over
     * @param settled hour before which somebody has dealt with everything that a signal had read
     * @param before what was kept of the last look
     */
    record Look(
            Model model,
            ModelVersion version,
            Activity activity,
            Instant heard,
            Function<String, Instant> settled,
            Optional<Kept> before) {}

    /** Looks at a version. */
    Sight look(Look look, Instant now) {
        PolicyRevision revision = policies.of(look.model().name());
        DriftPolicy policy = revision.policy();
        ModelVersion version = look.version();
        Instant mature = policy.mature(look.heard());
        Baseline baseline = baselines.of(version, policy, look.activity().firstHour(), mature);
        Map<Counted, String> missing = new EnumMap<>(Counted.class);
        Map<Counted, Watched> alarms = alarms(look, policy, baseline, mature, missing);
        Watched errors = Optional.ofNullable(alarms.get(Counted.ERRORS)).orElseThrow();
        Instant until = look.activity().lastHour().plus(1, ChronoUnit.HOURS);
        Seen seen = seen(question(look, revision, baseline, errors), look.before(), now);
        List<Drawn> recent = outcomes.drawn(version.model(), version.version(), mature.minus(config.window()), mature);
        Optional<Watched> confident = Optional.ofNullable(alarms.get(Counted.CONFIDENT_ERRORS));
        DriftState state = new DriftState(
                version.model(),
                version.version(),
                now,
                until,
                revision.number(),
                AlarmWords.of(errors, recent, heardFor(look, errors, mature)),
                segments(Optional.of(errors)),
                confident
                        .map(watched -> AlarmWords.of(watched, recent, heardFor(look, watched, mature)))
                        .orElseGet(() -> AlarmWords.none(
                                Counted.CONFIDENT_ERRORS,
                                recent,
                                missing.getOrDefault(Counted.CONFIDENT_ERRORS, AlarmWords.UNKNOWN))),
                segments(confident),
                seen.silent(),
                seen.triggered(),
                seen.signals());
        return new Sight(version, baseline, alarms, seen, state, until, mature.isBefore(until) ? mature : until);
    }

    /** How long the labels that an alarm has read have been coming: what is settled it has not read. */
    private static Duration heardFor(Look look, Watched watched, Instant mature) {
        Instant from = later(look.activity().firstHour(), watched.settings().settled());
        return from.isBefore(mature) ? Duration.between(from, mature) : Duration.ZERO;
    }

    private Question question(Look look, PolicyRevision revision, Baseline baseline, Watched errors) {
        DriftPolicy policy = revision.policy();
        ModelVersion version = look.version();
        Subject subject = new Subject(
                version.version(),
                version.stage() instanceof Stage.Live live ? Optional.of(live.since()) : Optional.empty(),
                baseline,
                config.evidenceLevel(),
                policy.tolerance(),
                // A segment's alarm may speak for all.
                errors.standings().stream()
                        .anyMatch(standing -> standing.raised().isPresent()),
                policy.zone());
        Instant until = look.activity().lastHour().plus(1, ChronoUnit.HOURS);
        return new Question(
                version,
                subject,
                policy.watched(look.model().segments()),
                look.activity().firstHour(),
                until.isAfter(look.heard()) ? look.heard() : until,
                revision.number() + " " + policy,
                policy::mature,
                policy.triggers()::include);
    }

    /** All that can be had; one that fails spoils no other, but there is no evaluation without that on the error rate. */
    private Map<Counted, Watched> alarms(
            Look look, DriftPolicy policy, Baseline baseline, Instant mature, Map<Counted, String> missing) {
        Map<Counted, Watched> alarms = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            try {
                promise(counted, baseline).ifPresent(errors -> {
                    Settings settings = new Settings(
                            counted,
                            errors,
                            baseline.labels(),
                            policy.tolerance(),
                            policy.falseAlarmsPerYear(),
                            // What a baseline was made of is no evidence against it either.
                            later(
                                    look.settled().apply(counted.signal()),
                                    baseline.origin().settled()));
                    ErrorWatch watch = watches.upTo(
                            look.version(),
                            settings,
                            policy.watched(look.model().segments()),
                            mature);
                    alarms.put(counted, new Watched(settings, watch.fleet(), watch.standings()));
                });
            } catch (RuntimeException e) {
                if (counted == Counted.ERRORS) {
                    throw e;
                }
                missing.put(counted, "Failed: " + e.getMessage());
            }
        }
        return alarms;
    }

    /** Evidence must never keep the alarm from being heard. */
    private Seen seen(Question question, Optional<Kept> before, Instant now) {
        try {
            return evidence.look(question, before, now);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "The evidence of %s %s could not be measured: %s",
                    question.version().model(), question.version().version(), e.getMessage());
            LOG.debug("Because of", e);
            Signal failed = Signal.failed("evidence", "evidence", String.valueOf(e.getMessage()));
            return new Seen(
                    "",
                    List.of(failed),
                    List.of(),
                    List.of(),
                    Set.of(),
                    Set.of(),
                    Days.of(question.until(), question.subject().zone()));
        }
    }

    /**
     * Findings that are to have an incident.
     *
     * @param known places that one of a signal has already
     * @param settled hour before which somebody has dealt with everything that a signal had read
     */
    List<Finding> news(Sight sight, Function<String, Set<Place>> known, Function<String, Instant> settled) {
        List<Finding> news = new ArrayList<>();
        sight.alarms().forEach((counted, watched) -> {
            Set<Place> places = known.apply(counted.signal());
            Findings.worthAnIncident(
                            watched.standings(),
                            places,
                            (fleet, segments) -> changes.explain(
                                    sight.version(), watched.settings(), sight.told(), fleet, segments, places))
                    .forEach(raised -> news.add(Finding.raised(counted, raised)));
        });
        news.addAll(EvidenceNews.of(sight.state(), sight.seen().days(), known, settled));
        return news;
    }

    /** How many of the baseline's labels are counted; empty if it cannot tell. */
    private static Optional<Long> promise(Counted counted, Baseline baseline) {
        return switch (counted) {
            case ERRORS -> Optional.of(baseline.errors());
            case CONFIDENT_ERRORS -> baseline.confidentErrors();
        };
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static List<SegmentAlarm> segments(Optional<Watched> watched) {
        return watched.map(Watched::standings).orElse(List.of()).stream()
                .filter(standing -> !standing.place().equals(Place.FLEET))
                .map(standing -> new SegmentAlarm(
                        standing.place().key(),
                        standing.place().value(),
                        standing.raised().isPresent(),
                        standing.years(),
                        standing.needed(),
                        standing.labels(),
                        standing.errors()))
                .toList();
    }
}
