package io.plumbline.drift;

import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.profile.Profiles;
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
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Evaluates every model: where its signals stand, and whether an alarm is due. */
@ApplicationScoped
public class Evaluator {
    private static final Logger LOG = Logger.getLogger(Evaluator.class);

    /** A replaced version is watched as long as phones that did not update yet still speak of it. */
    private static final Duration LINGERING = Duration.ofDays(2);

    private final Models models;
    private final Profiles profiles;
    private final FieldWatch watch;
    private final ReportWriter writer;
    private final Incidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    public Evaluator(
            Models models,
            Profiles profiles,
            FieldWatch watch,
            ReportWriter writer,
            Incidents incidents,
            Transactions transactions,
            InstantSource clock) {
        this.models = models;
        this.profiles = profiles;
        this.watch = watch;
        this.writer = writer;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Evaluates all models. One that fails spoils no other. */
    public void evaluateAll() {
        for (Model model : models.models()) {
            try {
                evaluate(model);
            } catch (RuntimeException e) {
                LOG.warnf("Model %s could not be evaluated: %s", model.name(), e.getMessage());
                LOG.debug("Because of", e);
            }
        }
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
        List<Activity> activities = profiles.activity(model.name());
        if (activities.isEmpty()) {
            return;
        }
        Instant since = activities.get(0).lastHour().minus(LINGERING);
        for (ModelVersion version : versions) {
            for (Activity activity : activities) {
                if (activity.version().equals(version.version())
                        && !activity.lastHour().isBefore(since)) {
                    evaluate(model, version, activity, now);
                }
            }
        }
    }

    private void evaluate(Model model, ModelVersion version, Activity activity, Instant now) {
        Sight sight = watch.look(version, activity, now);
        incidents.keep(sight.state());
        boolean live = version.stage() instanceof Stage.Live;
        if (live && sight.trail().alarm().isPresent() && !incidents.errorRose(version.model(), version.version())) {
            incidents.open(writer.write(sight, model.segments(), now));
            LOG.infof("Model %s %s has drifted: incident opened", version.model(), version.version());
        }
    }
}
