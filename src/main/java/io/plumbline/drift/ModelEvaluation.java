package io.plumbline.drift;

import io.plumbline.drift.EvidenceWatch.Kept;
import io.plumbline.drift.FieldWatch.Look;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.Incidents.Known;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Evaluates one model: each of its versions that phones speak of. */
@ApplicationScoped
class ModelEvaluation {
    private static final Logger LOG = Logger.getLogger(ModelEvaluation.class);

    /** A replaced version is watched as long as phones that did not update yet still speak of it. */
    private static final Duration LINGERING = Duration.ofDays(2);

    /** Seconds: whoever comes back after a year reads a year's hours. */
    private static final int LONGEST = 3_600;

    private static final String RECOUNTED =
            "Labels are being counted anew after an update; the alarms are judged when all are counted.";

    private static final String HEARD_AGAIN = "Heard again, in two different hours of the last two days at least.";
    private static final String STEADY_AGAIN = "Steady again on two whole days running.";

    private final Models models;
    private final Profiles profiles;
    private final FieldWatch watch;
    private final ReportWriter writer;
    private final SegmentWatch segments;
    private final Incidents incidents;
    private final DriftMetrics metrics;

    ModelEvaluation(
            Models models,
            Profiles profiles,
            FieldWatch watch,
            ReportWriter writer,
            SegmentWatch segments,
            Incidents incidents,
            DriftMetrics metrics) {
        this.models = models;
        this.profiles = profiles;
        this.watch = watch;
        this.writer = writer;
        this.segments = segments;
        this.incidents = incidents;
        this.metrics = metrics;
    }

    /**
     * Evaluates a model. Nobody else may be at it. A version that fails is passed over with a warning.
     *
     * @return whether nothing failed
     */
    boolean evaluate(Model model, Instant now) {
        List<ModelVersion> versions = models.versions(model.name());
        Set<String> live = versions.stream()
                .filter(v -> v.stage() instanceof Stage.Live)
                .map(ModelVersion::version)
                .collect(Collectors.toSet());
        incidents.resolveReplaced(model.name(), live, now);
        List<Activity> activities = profiles.activity(model.name());
        if (activities.isEmpty()) {
            return true;
        }
        Instant heard = activities.get(0).lastHour();
        boolean whole = true;
        for (ModelVersion version : versions) {
            Optional<Activity> lately = activities.stream()
                    .filter(activity -> activity.version().equals(version.version()))
                    .filter(activity -> !activity.lastHour().isBefore(heard.minus(LINGERING)))
                    .findFirst();
            whole &= lately.isEmpty()
                    || orWarn(
                            "Version " + version.version() + " of " + model.name() + " could not be evaluated",
                            () -> evaluate(model, version, lately.get(), heard, now));
        }
        return whole;
    }

    /**
     * Leaves a model for later, since its labels are being counted anew, and says so where nothing else is said yet.
     *
     * @return false: it is not evaluated
     */
    boolean passedOver(Model model, Instant now) {
        LOG.infof("Model %s is not evaluated: %s", model.name(), RECOUNTED);
        models.live(model.name())
                .filter(version ->
                        incidents.kept(model.name(), version.version()).isEmpty())
                .ifPresent(version -> incidents.keep(new Kept(
                        new DriftState(
                                model.name(),
                                version.version(),
                                now,
                                Instant.EPOCH,
                                0,
                                AlarmWords.none(Counted.ERRORS, List.of(), RECOUNTED),
                                List.of(),
                                AlarmWords.none(Counted.CONFIDENT_ERRORS, List.of(), RECOUNTED),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()),
                        "")));
        return false;
    }

    /** Models whose segments are due: their evidence costs much more than the rest and may come later. */
    List<String> segmentsDue() {
        return segments.noted();
    }

    /** Judges the evidence of a model's segments, as far as it was noted when it was evaluated. */
    void segments(String model) {
        orWarn("The segments of " + model + " could not be judged", () -> {
            segments.judge(model);
            return true;
        });
    }

    /** Whether nothing failed. */
    private boolean evaluate(Model model, ModelVersion version, Activity activity, Instant heard, Instant now) {
        String name = version.model();
        // Asked once, so that all is judged by the same, whatever people resolve meanwhile.
        Known known = known(model, version);
        // What was read and how far is kept together; and a commit costs as much as the rest.
        Sight sight = QuarkusTransaction.requiringNew().timeout(LONGEST).call(() -> {
            Optional<Kept> before = incidents.kept(name, version.version());
            Sight seen = watch.look(new Look(model, version, activity, heard, known::settled, before), now);
            incidents.keep(new Kept(seen.state(), seen.seen().measuredOn()));
            return seen;
        });
        if (!(version.stage() instanceof Stage.Live)) {
            return true;
        }
        boolean whole = true;
        for (Finding finding : watch.news(sight, known::unresolved, known::settled)) {
            whole &= openOrWarn(model, sight, finding, known.settled(finding.signal()), now);
        }
        over(version, known, Finding.Silence.SIGNAL, sight.seen().heard(), HEARD_AGAIN, now);
        for (String steady : sight.seen().steady()) {
            over(version, known, steady, Set.of(Place.FLEET), STEADY_AGAIN, now);
        }
        return whole;
    }

    /** While a model is out of use its events are refused: nobody was silent then. */
    private Known known(Model model, ModelVersion version) {
        Known known = incidents.known(model.name(), version.version());
        return model.restoredAt()
                .map(restored -> known.settled(Finding.Silence.SIGNAL, restored))
                .orElse(known);
    }

    private void over(ModelVersion version, Known known, String signal, Set<Place> well, String why, Instant now) {
        if (!Collections.disjoint(known.unresolved(signal), well)) {
            incidents.over(version, signal, well, why, now);
        }
    }

    /** One incident that cannot be opened keeps no other from it; the next evaluation tries again. */
    private boolean openOrWarn(Model model, Sight sight, Finding finding, Instant settled, Instant now) {
        String what = model.name() + " " + sight.version().version() + ": " + finding.signal() + ", "
                + finding.place().words();
        return orWarn("No incident could be opened of " + what, () -> {
            if (incidents.open(finding, settled, writer.write(sight, finding, model.segments(), now))) {
                LOG.infof("Incident opened of %s", what);
            }
            return true;
        });
    }

    private boolean orWarn(String failed, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("%s: %s", failed, e.getMessage());
            LOG.debug("Because of", e);
            return false;
        }
    }
}
