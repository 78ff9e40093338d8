package io.plumbline.drift;

import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.Counted;
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
import java.util.List;
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

    /** Evaluates all models. One that fails spoils no other. */
    public void evaluateAll() {
        List<Model> all = models.models();
        metrics.timed(() -> all.forEach(this::evaluateOrWarn));
        metrics.show(all.stream().map(this::standing).toList());
    }

    private void evaluateOrWarn(Model model) {
        try {
            evaluate(model);
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("Model %s could not be evaluated: %s", model.name(), e.getMessage());
            LOG.debug("Because of", e);
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
     * Evaluates one model, unless another process is at it.
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
        List<Activity> activities = watch.activities(model.name());
        if (activities.isEmpty()) {
            return;
        }
        Instant since = activities.get(0).lastHour().minus(LINGERING);
        for (ModelVersion version : versions) {
            for (Activity activity : activities) {
                if (activity.version().equals(version.version())
                        && !activity.lastHour().isBefore(since)) {
                    Instant heard = activities.get(0).lastHour();
                    Function<Counted, Instant> settled =
                            counted -> incidents.settled(model.name(), version.version(), counted.signal());
                    evaluate(model, version, watch.look(model, version, activity, heard, settled, now), now);
                }
            }
        }
    }

    private void evaluate(Model model, ModelVersion version, Sight sight, Instant now) {
        incidents.keep(sight.state());
        if (!(version.stage() instanceof Stage.Live)) {
            return;
        }
        for (Finding finding : watch.news(
                sight, signal -> incidents.unresolved(version.model(), version.version(), signal))) {
            incidents.open(finding, writer.write(sight, finding, model.segments(), now));
            LOG.infof(
                    "Model %s %s has drifted (%s, %s): incident opened",
                    version.model(),
                    version.version(),
                    finding.signal(),
                    finding.place().words());
        }
    }
}
