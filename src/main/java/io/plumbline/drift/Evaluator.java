package io.plumbline.drift;

import io.plumbline.drift.EvidenceWatch.Kept;
import io.plumbline.drift.FieldWatch.Look;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Evaluates every model: where its signals stand, and whether an alarm is due. */
@ApplicationScoped
public class Evaluator {
    private static final Logger LOG = Logger.getLogger(Evaluator.class);

    /** A replaced version is watched as long as phones that did not update yet still speak of it. */
    private static final Duration LINGERING = Duration.ofDays(2);

    private static final String HEARD_AGAIN = "Heard again, in two different hours of the last two days at least.";
    private static final String STEADY_AGAIN = "Steady again on two whole days running.";

    private final Models models;
    private final FieldWatch watch;
    private final ReportWriter writer;
    private final Incidents incidents;
    private final DriftMetrics metrics;
    private final Transactions transactions;
    private final InstantSource clock;

    public Evaluator(
            Models models,
            FieldWatch watch,
            ReportWriter writer,
            Incidents incidents,
            DriftMetrics metrics,
            Transactions transactions,
            InstantSource clock) {
        this.models = models;
        this.watch = watch;
        this.writer = writer;
        this.incidents = incidents;
        this.metrics = metrics;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Evaluates all models. One that fails spoils no other, and a version that fails no other of its model. */
    public void evaluateAll() {
        List<Model> all = models.models();
        metrics.timed(() -> all.forEach(this::evaluateOrWarn));
        metrics.show(all.stream().flatMap(model -> shown(model).stream()).toList());
    }

    private void evaluateOrWarn(Model model) {
        orWarn("Model " + model.name() + " could not be evaluated", () -> evaluate(model));
    }

    private void orWarn(String failed, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("%s: %s", failed, e.getMessage());
            LOG.debug("Because of", e);
        }
    }

    private Optional<DriftMetrics.Standing> shown(Model model) {
        try {
            return Optional.of(standing(model));
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("Where model %s stands cannot be shown: %s", model.name(), e.getMessage());
            LOG.debug("Because of", e);
            return Optional.empty();
        }
    }

    /** As stored, so that a process whose turn it was not shows the same. */
    private DriftMetrics.Standing standing(Model model) {
        String live = models.live(model.name()).map(ModelVersion::version).orElse("");
        Optional<DriftState.Alarm> alarm = incidents.states(model.name()).stream()
                .filter(state -> state.version().equals(live))
                .map(DriftState::alarm)
                .findFirst();
        return new DriftMetrics.Standing(
                model.name(),
                incidents.open(model.name()).size(),
                alarm.map(a -> a.years() / a.needed()).orElse(0.0),
                alarm.map(DriftState.Alarm::rate).orElse(Double.NaN));
    }

    /**
     * Evaluates one model, unless another process is at it. A version that fails is passed over with a warning.
     *
     * @return whether it was evaluated
     */
    public boolean evaluate(Model model) {
        Optional<Boolean> done = transactions.runExclusively("plumbline.drift." + model.name(), lock -> {
            evaluateLocked(model);
            return true;
        });
        return done.isPresent();
    }

    private void evaluateLocked(Model model) {
        Instant now = clock.instant();
        List<ModelVersion> versions = models.versions(model.name());
        Set<String> live = versions.stream()
                .filter(v -> v.stage() instanceof Stage.Live)
                .map(ModelVersion::version)
                .collect(Collectors.toSet());
        incidents.resolveReplaced(model.name(), live, now);
        List<Activity> activities = watch.activities(model.name(), LINGERING);
        if (activities.isEmpty()) {
            return;
        }
        Instant heard = activities.get(0).lastHour();
        for (ModelVersion version : versions) {
            activities.stream()
                    .filter(activity -> activity.version().equals(version.version()))
                    .findFirst()
                    .ifPresent(activity -> orWarn(
                            "Version " + version.version() + " of " + model.name() + " could not be evaluated",
                            () -> evaluate(model, version, activity, heard, now)));
        }
    }

    private void evaluate(Model model, ModelVersion version, Activity activity, Instant heard, Instant now) {
        String name = version.model();
        // Asked once, so that all is judged by the same, whatever people resolve meanwhile.
        Map<String, Instant> asked = new HashMap<>();
        Function<String, Instant> settled =
                signal -> asked.computeIfAbsent(signal, s -> incidents.settled(name, version.version(), s));
        Optional<Kept> before = incidents.kept(name, version.version());
        Sight sight = watch.look(new Look(model, version, activity, heard, settled, before), now);
        incidents.keep(new Kept(sight.state(), sight.seen().measuredOn()));
        if (!(version.stage() instanceof Stage.Live)) {
            return;
        }
        Function<String, Set<Place>> known = signal -> incidents.unresolved(name, version.version(), signal);
        for (Finding finding : watch.news(sight, known, settled)) {
            openOrWarn(model, sight, finding, settled.apply(finding.signal()), now);
        }
        incidents.over(
                name, version.version(), Finding.Silence.SIGNAL, sight.seen().heard(), HEARD_AGAIN, now);
        for (String steady : sight.seen().steady()) {
            incidents.over(name, version.version(), steady, Set.of(Place.FLEET), STEADY_AGAIN, now);
        }
    }

    /** One incident that cannot be opened keeps no other from it; the next evaluation tries again. */
    private void openOrWarn(Model model, Sight sight, Finding finding, Instant settled, Instant now) {
        String what = model.name() + " " + sight.version().version() + ": " + finding.signal() + ", "
                + finding.place().words();
        orWarn("No incident could be opened of " + what, () -> {
            if (incidents.open(finding, settled, writer.write(sight, finding, model.segments(), now))) {
                LOG.infof("Incident opened of %s", what);
            }
        });
    }
}
