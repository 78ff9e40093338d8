package io.plumbline.retrain;

import io.plumbline.drift.Incident;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.policy.Decision;
import io.plumbline.retrain.policy.Decision.Code;
import io.plumbline.retrain.policy.Decisions;
import io.plumbline.retrain.policy.Judgement;
import io.plumbline.retrain.policy.RetrainPolicies;
import io.plumbline.retrain.policy.RetrainPolicyRevision;
import io.plumbline.retrain.policy.Situation;
import io.plumbline.retrain.policy.Situation.OpenIncident;
import io.plumbline.retrain.policy.StoredDecision;
import io.plumbline.retrain.work.TrainerName;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Starts retrainings: because a model's policy says so, or because somebody asks. Why, and why not, is written down. */
@ApplicationScoped
public class Retrainings {
    /** Kind of the jobs. */
    public static final String KIND = "retrain";

    private static final Logger LOG = Logger.getLogger(Retrainings.class);
    private static final String POLICY = "plumbline";
    private static final String CLASSIFICATION = "classification";

    private final Jobs jobs;
    private final Models models;
    private final RetrainPolicies policies;
    private final Decisions decisions;
    private final Situations situations;
    private final RetrainFacts facts;

    Retrainings(
            Jobs jobs,
            Models models,
            RetrainPolicies policies,
            Decisions decisions,
            Situations situations,
            RetrainFacts facts) {
        this.jobs = jobs;
        this.models = models;
        this.policies = policies;
        this.decisions = decisions;
        this.situations = situations;
        this.facts = facts;
    }

    /**
     * Starts a retraining by hand. It waits for no cooldown, no labels and no budget; the decision says which it would have.
     *
     * @throws Rejection CONFLICT if one is under way, there is no live version, no labelled picture at all, or the model is no
     *     classifier
     */
    @Transactional
    public Job request(String model, String actor) {
        return request(model, TrainerName.LAST_LAYER, Set.of(), actor);
    }

    /**
     * As above, by some trainer, leaving classes out of the new version.
     *
     * @param trainer how it is trained
     * @param without labels of the live version that the new one shall not have
     * @throws Rejection also INVALID, {@code class-unknown}, or CONFLICT, {@code too-few-classes}
     */
    @Transactional
    public Job request(String model, TrainerName trainer, Set<String> without, String actor) {
        facts.lock(model);
        Model known = models.require(model);
        requireClassifier(known);
        requireIdle(model);
        ModelVersion live = models.live(model)
                .orElseThrow(() -> Rejection.conflict(
                        "nothing-live", "Model " + model + " has no live version to start from; promote one first."));
        ClassPlan.of(live.labels(), Map.of(), Map.of(), without, 1);
        if (!situations.hasPictures(model)) {
            throw Rejection.conflict(
                    "no-pictures",
                    "Model " + model + " has no labelled pictures; send corrections with pictures, or POST a zip of"
                            + " class folders to /v1/models/" + model + "/pictures.");
        }
        RetrainPolicyRevision revision = policies.of(model);
        Situation now = situations.of(known, revision);
        Decision decision = new Decision(
                Code.STARTED_BY_HAND,
                true,
                "Started by hand, by " + actor + "." + new Judgement(revision.policy(), now).overridden());
        RetrainOrder order = new RetrainOrder(Optional.empty(), without, trainer);
        Job job = jobs.submit(new NewJob(KIND, model, order.toJson(), actor).urgent());
        facts.flush();
        note(model, decision, now.now(), revision, Optional.of(job.id()), Optional.empty());
        return job;
    }

    /** Labels that there are, and that it takes. */
    public record Labels(long have, long needed) {}

    /** Labels towards the next retraining: for an open incident the audited ones since the change, else all there are. */
    @Transactional
    public Labels labels(String model) {
        RetrainPolicyRevision revision = policies.of(model);
        Optional<OpenIncident> open = situations
                .nearest(model, revision)
                .map(incident -> situations.open(incident, revision.policy().incidentLabels()));
        if (open.isPresent()) {
            return new Labels(open.get().have(), open.get().needed());
        }
        return new Labels(situations.labels(model), 0);
    }

    /** Decides about every model, and starts what is due. A model about which nothing can be due costs no query. */
    public void startDue() {
        Map<String, RetrainPolicyRevision> own = policies.all();
        RetrainPolicyRevision usual = policies.usual();
        Set<String> drifted = situations.drifted();
        Set<String> active = facts.active();
        Map<String, StoredDecision> latest = decisions.latest();
        for (Model model : models.models()) {
            if (!isClassifier(model)) {
                continue;
            }
            String name = model.name();
            RetrainPolicyRevision revision = own.getOrDefault(name, usual);
            Optional<StoredDecision> before = Optional.ofNullable(latest.get(name));
            boolean idle = !drifted.contains(name)
                    && !active.contains(name)
                    && !revision.policy().mayStartUnasked();
            if (idle
                    && before.filter(last -> last.saysOf(revision, Code.NOTHING_DUE))
                            .isPresent()) {
                continue;
            }
            try {
                QuarkusTransaction.requiringNew().run(() -> decide(model, revision, before));
            } catch (RuntimeException e) {
                // One that cannot be decided about keeps no other waiting.
                LOG.warnf(e, "No decision about a retraining of %s", name);
            }
        }
    }

    private void decide(Model model, RetrainPolicyRevision revision, Optional<StoredDecision> before) {
        String name = model.name();
        facts.lock(name);
        if (!models.requireKnown(name)) {
            // Archived since the models were listed.
            return;
        }
        Situation now = situations.of(model, revision);
        Decision decision = new Judgement(revision.policy(), now).decide();
        if (!decision.starts()) {
            note(name, decision, now.now(), revision, Optional.empty(), before);
            return;
        }
        Optional<Incident> incident =
                revision.policy().onIncident() ? situations.nearest(name, revision) : Optional.empty();
        RetrainOrder order =
                incident.map(situations::change).map(RetrainOrder::since).orElse(RetrainOrder.ALL);
        Job job = jobs.submit(new NewJob(KIND, name, order.toJson(), POLICY));
        facts.flush();
        if (decision.code() == Code.STARTED_FOR_INCIDENT) {
            OpenIncident open = now.incident().orElseThrow();
            facts.note(job.id(), open.id(), open.have(), now.now());
        }
        note(name, decision, now.now(), revision, Optional.of(job.id()), before);
        LOG.infof("A retraining of %s starts: %s", name, decision.sentence());
    }

    private void note(
            String model,
            Decision decision,
            Instant at,
            RetrainPolicyRevision revision,
            Optional<UUID> job,
            Optional<StoredDecision> before) {
        decisions.note(model, new StoredDecision(decision, at, at, revision.number(), job), before);
    }

    /** Both trainers make classifiers. */
    private static boolean isClassifier(Model model) {
        return model.task().equals(CLASSIFICATION);
    }

    private static void requireClassifier(Model model) {
        if (!isClassifier(model)) {
            throw Rejection.conflict(
                    "not-a-classifier",
                    "Model " + model.name() + " is for " + model.task()
                            + ", which is not retrained but made from a larger one:" + " POST /v1/models/"
                            + model.name() + "/distil.");
        }
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
}
