package io.plumbline.retrain;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Starts retrainings: because an incident is open, or because somebody asks. */
@ApplicationScoped
public class Retrainings {
    /** Kind of the jobs. */
    public static final String KIND = "retrain";

    private static final Logger LOG = Logger.getLogger(Retrainings.class);
    private static final String POLICY = "plumbline";

    /** A transaction-wide lock: two processes that see the same incident start one job. */
    private static final String LOCK =
            "select 1 from (select pg_advisory_xact_lock(hashtextextended(?1, 0))) as locked";

    private static final String TRIED = "select coalesce(max(pictures), 0) from retraining where incident = ?1";
    private static final String NOTE =
            "insert into retraining (job, incident, pictures, started_at) values (?1, ?2, ?3, now())";

    private final Incidents incidents;
    private final DriftReports reports;
    private final Jobs jobs;
    private final Models models;
    private final LabelledPictures pictures;
    private final EntityManager database;
    private final RetrainConfig config;

    public Retrainings(
            Incidents incidents,
            DriftReports reports,
            Jobs jobs,
            Models models,
            LabelledPictures pictures,
            EntityManager database,
            RetrainConfig config) {
        this.incidents = incidents;
        this.reports = reports;
        this.jobs = jobs;
        this.models = models;
        this.pictures = pictures;
        this.database = database;
        this.config = config;
    }

    /** Whether a retraining can start, and why not. */
    public record Readiness(boolean ready, String sentence) {}

    /**
     * Starts a retraining by hand.
     *
     * @throws Rejection CONFLICT if one is under way, there is no live version, or no labelled picture at all
     */
    @Transactional
    public Job request(String model, String actor) {
        return request(model, Set.of(), actor);
    }

    /**
     * As above, leaving classes out of the new version.
     *
     * @param without labels of the live version that the new one shall not have
     * @throws Rejection also INVALID, {@code class-unknown}, or CONFLICT, {@code too-few-classes}
     */
    @Transactional
    public Job request(String model, Set<String> without, String actor) {
        lock(model);
        models.require(model);
        requireIdle(model);
        ModelVersion live = models.live(model)
                .orElseThrow(() -> Rejection.conflict(
                        "nothing-live", "Model " + model + " has no live version to start from; promote one first."));
        ClassPlan.of(live.labels(), Map.of(), Map.of(), without, 1);
        if (pictures.counts(model).isEmpty()) {
            throw Rejection.conflict(
                    "no-pictures",
                    "Model " + model + " has no labelled pictures; send corrections with pictures, or POST a zip of"
                            + " class folders to /v1/models/" + model + "/pictures.");
        }
        return jobs.submit(
                new NewJob(KIND, model, new RetrainOrder(Optional.empty(), without).toJson(), actor).urgent());
    }

    /** Labels that there are, and that it takes. */
    public record Labels(long have, long needed) {}

    /** Labels towards the next retraining: for an open incident the audited ones since the change, else all there are. */
    @Transactional
    public Labels labels(String model) {
        List<Incident> open =
                incidents.open(model).stream().filter(Incident::ofErrors).toList();
        if (open.isEmpty()) {
            long all = pictures.counts(model).entrySet().stream()
                    .filter(count -> count.getKey() != Origin.REFERENCE)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Labels(all, 0);
        }
        Incident latest = open.get(open.size() - 1);
        return new Labels(auditedSinceChange(latest), needed(latest));
    }

    /** Whether the open incident of a model would start a retraining now, in words. */
    @Transactional
    public Readiness readiness(Incident incident) {
        if (!incident.ofErrors()) {
            return new Readiness(false, "No retraining starts by itself: it is not known that the model errs more.");
        }
        long have = auditedSinceChange(incident);
        long needed = needed(incident);
        if (!jobs.active(KIND, incident.model()).isEmpty()) {
            return new Readiness(false, "A retraining is under way.");
        }
        if (have < needed) {
            return new Readiness(
                    false,
                    String.format(
                            Locale.ROOT,
                            "Waiting for labels: %,d of %,d audited pictures since the change.",
                            have,
                            needed));
        }
        return new Readiness(true, "Enough labelled pictures; a retraining starts.");
    }

    /** Starts what open incidents make due. */
    public void startDue() {
        for (Incident incident : incidents.open()) {
            try {
                if (start(incident)) {
                    LOG.infof("Incident %d starts a retraining of %s", incident.id(), incident.model());
                }
            } catch (RuntimeException e) {
                // One that cannot be answered keeps no other waiting.
                LOG.warnf(e, "Incident %d cannot be answered", incident.id());
            }
        }
    }

    /**
     * Starts a retraining for an open incident, if it is due. Called again and again; starts one job.
     *
     * @return whether one was started
     */
    @Transactional
    public boolean start(Incident incident) {
        lock(incident.model());
        if (!config.onIncident()
                || awaitsPromotion(incident.model())
                || !readiness(incident).ready()) {
            return false;
        }
        Job job = jobs.submit(new NewJob(
                KIND, incident.model(), RetrainOrder.since(change(incident)).toJson(), POLICY));
        database.flush();
        database.createNativeQuery(NOTE)
                .setParameter(1, job.id())
                .setParameter(2, incident.id())
                .setParameter(3, auditedSinceChange(incident))
                .executeUpdate();
        return true;
    }

    /** A proven candidate that nobody has promoted yet: another one would not help. */
    private boolean awaitsPromotion(String model) {
        return models.versions(model).stream()
                .anyMatch(v -> v.stage() instanceof io.plumbline.registry.Stage.Candidate
                        && v.origin().startsWith("job:")
                        && v.allGatesPassed());
    }

    private long needed(Incident incident) {
        Object tried =
                database.createNativeQuery(TRIED).setParameter(1, incident.id()).getSingleResult();
        return Math.max(config.minPictures(), (long) (((Number) tried).longValue() * config.growth()));
    }

    private long auditedSinceChange(Incident incident) {
        return pictures.auditedSince(incident.model(), change(incident));
    }

    private Instant change(Incident incident) {
        return reports.require(incident.report()).change().estimated();
    }

    private void requireIdle(String model) {
        List<Job> active = jobs.active(KIND, model);
        if (!active.isEmpty()) {
            throw Rejection.conflict(
                    "already-retraining",
                    "Model " + model + " is being retrained by job "
                            + active.get(0).id() + ".");
        }
    }

    private void lock(String model) {
        database.createNativeQuery(LOCK)
                .setParameter(1, "plumbline.retrain." + model)
                .getSingleResult();
    }
}
