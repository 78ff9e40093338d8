package io.plumbline.retrain;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/** Has candidates judged: uploaded ones, and those whose champion is live no more. */
@ApplicationScoped
public class Judgings {
    /** A transaction-wide lock: two who ask at once start one job. */
    private static final String LOCK =
            "select 1 from (select pg_advisory_xact_lock(hashtextextended(?1, 0))) as locked";

    private static final String MASKS = "segmentation";

    private final Models models;
    private final Incidents incidents;
    private final DriftReports reports;
    private final Jobs jobs;
    private final EntityManager database;

    Judgings(Models models, Incidents incidents, DriftReports reports, Jobs jobs, EntityManager database) {
        this.models = models;
        this.incidents = incidents;
        this.reports = reports;
        this.jobs = jobs;
        this.database = database;
    }

    /** Whether a model's candidates are judged even where none of its versions is live: masks are, by those that people made. */
    public static boolean needsNoChampion(Model model) {
        return model.task().equals(MASKS);
    }

    /**
     * Has a candidate judged against the version that is live now, or if none is, of a model that draws masks, by itself; on the pictures that are kept from training: audited ones since
     * the change, if an incident of that version is open, and reference ones.
     *
     * @throws Rejection {@code version-unknown}; CONFLICT if it is no candidate, nothing is live, or one is being judged
     */
    @Transactional
    public Job judge(String model, String version, String actor) {
        database.createNativeQuery(LOCK)
                .setParameter(1, "plumbline.judge." + model)
                .getSingleResult();
        ModelVersion candidate = models.require(model, version);
        if (!(candidate.stage() instanceof Stage.Candidate)) {
            throw Rejection.conflict(
                    "stage-wrong",
                    "Version " + version + " is " + candidate.stage().word() + "; only a candidate can be judged.");
        }
        Optional<String> live = models.live(model).map(ModelVersion::version);
        if (live.isEmpty() && !needsNoChampion(models.require(model))) {
            throw Rejection.conflict(
                    "nothing-live", "Model " + model + " has no live version to compare with; promote one first.");
        }
        underWay(model).ifPresent(job -> {
            throw Rejection.conflict(
                    "already-judging", "A version of model " + model + " is being judged by job " + job + ".");
        });
        Optional<Instant> since = incidents.open(model).stream()
                .filter(incident -> incident.ofErrors() && live.equals(Optional.of(incident.version())))
                .map(this::change)
                .max(Comparator.naturalOrder());
        return jobs.submit(new NewJob(JudgeJob.KIND, model, new JudgeJob.Order(version, since).toJson(), actor));
    }

    /** The job that judges a version of a model now, if there is one. */
    @Transactional
    public Optional<UUID> underWay(String model) {
        return jobs.active(JudgeJob.KIND, model).stream().map(Job::id).findFirst();
    }

    private Instant change(Incident incident) {
        return reports.require(incident.report()).change().estimated();
    }
}
