package io.plumbline.retrain;

import io.plumbline.drift.Incident;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Deciding.Due;
import io.plumbline.retrain.Deciding.Watched;
import io.plumbline.retrain.policy.RetrainPolicies;
import io.plumbline.retrain.policy.RetrainPolicyRevision;
import io.plumbline.retrain.policy.Situation.OpenIncident;
import io.plumbline.retrain.policy.Starter;
import io.plumbline.retrain.work.TrainerName;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Starts retrainings: because a model's policy says so, or because somebody asks. Why, and why not, is written down. */
@ApplicationScoped
public class Retrainings {
    /** Kind of the jobs. */
    public static final String KIND = "retrain";

    private static final Logger LOG = Logger.getLogger(Retrainings.class);
    private static final String POLICY = "plumbline";

    private final Jobs jobs;
    private final Models models;
    private final RetrainPolicies policies;
    private final Situations situations;
    private final Deciding deciding;
    private final Snapshots snapshots;
    private final Map<String, Starter> starters;

    /** @param starters for models that are not retrained but made in another way */
    Retrainings(
            Jobs jobs,
            Models models,
            RetrainPolicies policies,
            Situations situations,
            Deciding deciding,
            Snapshots snapshots,
            @All List<Starter> starters) {
        this.jobs = jobs;
        this.models = models;
        this.policies = policies;
        this.situations = situations;
        this.deciding = deciding;
        this.snapshots = snapshots;
        this.starters = starters.stream().collect(Collectors.toMap(Starter::task, Function.identity()));
    }

    /**
     * Starts a retraining by hand. It waits for no cooldown, no labels and no budget; the decision says which it would have.
     *
     * @throws Rejection CONFLICT if one is under way, there is no live version, no labelled picture at all, or the model is no
     *     classifier
     */
    @Transactional
    public Job request(String model, String actor) {
        return request(model, Wish.USUAL, actor);
    }

    /**
     * What somebody wishes; what is empty is as the settings say.
     *
     * @param trainer how it is trained
     * @param without labels of the live version that the new one shall not have
     * @param snapshot that is learnt from and judged by; empty: it is drawn when the job begins
     * @param seed of everything random in the training
     */
    public record Wish(TrainerName trainer, Set<String> without, Optional<String> snapshot, OptionalLong seed) {
        static final Wish USUAL = of(TrainerName.LAST_LAYER, Set.of());

        /** Copies the set. */
        public Wish {
            without = Set.copyOf(without);
        }

        /** Of all labelled pictures, by the settings' seed. */
        public static Wish of(TrainerName trainer, Set<String> without) {
            return new Wish(trainer, without, Optional.empty(), OptionalLong.empty());
        }
    }

    /**
     * As above, as somebody wishes.
     *
     * @throws Rejection also INVALID, {@code class-unknown}, NOT_FOUND {@code snapshot-unknown}, or CONFLICT,
     *     {@code too-few-classes}
     */
    @Transactional
    public Job request(String model, Wish wish, String actor) {
        deciding.lock(model);
        Model known = models.require(model);
        requireClassifier(known);
        requireIdle(model);
        ModelVersion live = models.live(model)
                .orElseThrow(() -> Rejection.conflict(
                        "nothing-live", "Model " + model + " has no live version to start from; promote one first."));
        ClassPlan.of(live.labels(), Map.of(), Map.of(), wish.without(), 1);
        Optional<Sha256> snapshot =
                wish.snapshot().map(id -> snapshots.require(model, id).id());
        if (snapshot.isEmpty() && !situations.hasPictures(model)) {
            throw Rejection.conflict(
                    "no-pictures",
                    "Model " + model + " has no labelled pictures; send corrections with pictures, or POST a zip of"
                            + " class folders to /v1/models/" + model + "/pictures.");
        }
        Consumer<UUID> noted = deciding.byHand(known, actor);
        RetrainOrder order = new RetrainOrder(Optional.empty(), wish.without(), wish.trainer(), snapshot, wish.seed());
        Job job = jobs.submit(new NewJob(KIND, model, order.toJson(), actor).urgent());
        noted.accept(job.id());
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

    /** Decides about every model, and starts what is due. */
    public void startDue() {
        for (Watched watched : deciding.watched()) {
            try {
                decide(watched);
            } catch (RuntimeException e) {
                // One that cannot be decided about keeps no other waiting.
                LOG.warnf(e, "No decision about a retraining of %s", watched.name());
            }
        }
    }

    private void decide(Watched watched) {
        Optional<Starter> starter =
                Optional.ofNullable(starters.get(watched.model().task()));
        if (starter.isEmpty()) {
            QuarkusTransaction.requiringNew()
                    .run(() -> deciding.due(watched).ifPresent(due -> started(watched, due, retrain(watched))));
            return;
        }
        // What it takes to begin is looked up with no lock held.
        QuarkusTransaction.requiringNew()
                .call(() -> deciding.due(watched))
                .ifPresent(due -> start(starter.get(), watched, due));
    }

    private UUID retrain(Watched watched) {
        RetrainPolicyRevision revision = watched.revision();
        Optional<Incident> incident =
                revision.policy().onIncident() ? situations.nearest(watched.name(), revision) : Optional.empty();
        RetrainOrder order =
                incident.map(situations::change).map(RetrainOrder::since).orElse(RetrainOrder.ALL);
        return jobs.submit(new NewJob(KIND, watched.name(), order.toJson(), POLICY))
                .id();
    }

    private void start(Starter starter, Watched watched, Due due) {
        try {
            starter.start(watched.name(), watched.revision().policy(), POLICY, job -> started(watched, due, job));
        } catch (Rejection e) {
            // Where another process was faster, what that wrote down stands.
            if (!e.code().equals(Starter.UNDER_WAY)) {
                QuarkusTransaction.requiringNew().run(() -> deciding.refused(watched, due, e.detail()));
            }
        }
    }

    private void started(Watched watched, Due due, UUID job) {
        deciding.started(watched, due, job);
        LOG.infof(
                "A new version of %s is made: %s",
                watched.name(), due.decision().sentence());
    }

    private static void requireClassifier(Model model) {
        if (model.drawsMasks()) {
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
