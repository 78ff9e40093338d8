package io.plumbline.drift;

import io.plumbline.drift.EvidenceWatch.Kept;
import io.plumbline.drift.FieldWatch.Look;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Evaluates one model: each of its versions that phones speak of. */
@ApplicationScoped
class ModelEvaluation {
    private static final Logger LOG = Logger.getLogger(ModelEvaluation.class);

    /** A replaced version is watched as long as phones that did not update yet still speak of it. */
    private static final Duration LINGERING = Duration.ofDays(2);

    private static final String HEARD_AGAIN = "Heard again, in two different hours of the last two days at least.";
    private static final String STEADY_AGAIN = "Steady again on two whole days running.";

    private final Models models;
    private final Profiles profiles;
    private final FieldWatch watch;
    private final ReportWriter writer;
    private final Incidents incidents;
    private final DriftMetrics metrics;

    ModelEvaluation(
            Models models,
            Profiles profiles,
            FieldWatch watch,
            ReportWriter writer,
            Incidents incidents,
            DriftMetrics metrics) {
        this.models = models;
        this.profiles = profiles;
        this.watch = watch;
        this.writer = writer;
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

    /** Whether nothing failed. */
    private boolean evaluate(Model model, ModelVersion version, Activity activity, Instant heard, Instant now) {
        String name = version.model();
        // Asked once, so that all is judged by the same, whatever people resolve meanwhile.
        Map<String, Instant> asked = new HashMap<>();
        Function<String, Instant> settled =
                signal -> asked.computeIfAbsent(signal, s -> incidents.settled(name, version.version(), s));
        Optional<Kept> before = incidents.kept(name, version.version());
        Sight sight = watch.look(new Look(model, version, activity, heard, settled, before), now);
        incidents.keep(new Kept(sight.state(), sight.seen().measuredOn()));
        if (!(version.stage() instanceof Stage.Live)) {
            return true;
        }
        Function<String, Set<Place>> known = signal -> incidents.unresolved(name, version.version(), signal);
        boolean whole = true;
        for (Finding finding : watch.news(sight, known, settled)) {
            whole &= openOrWarn(model, sight, finding, settled.apply(finding.signal()), now);
        }
        incidents.over(
                name, version.version(), Finding.Silence.SIGNAL, sight.seen().heard(), HEARD_AGAIN, now);
        for (String steady : sight.seen().steady()) {
            incidents.over(name, version.version(), steady, Set.of(Place.FLEET), STEADY_AGAIN, now);
        }
        return whole;
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
