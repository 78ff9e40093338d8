package io.plumbline.retrain;

import io.plumbline.registry.Model;
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
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Decides whether a new version of a model is to be made, and writes down why it is and why it is not. */
@ApplicationScoped
public class Deciding {
    /** How long what could not begin is not tried again: finding that out may look through all pictures. */
    private static final Duration REFUSED_FOR = Duration.ofHours(1);

    private final Models models;
    private final RetrainPolicies policies;
    private final Decisions decisions;
    private final Situations situations;
    private final RetrainFacts facts;
    private final InstantSource clock;

    Deciding(
            Models models,
            RetrainPolicies policies,
            Decisions decisions,
            Situations situations,
            RetrainFacts facts,
            InstantSource clock) {
        this.models = models;
        this.policies = policies;
        this.decisions = decisions;
        this.situations = situations;
        this.facts = facts;
        this.clock = clock;
    }

    /** A model with its policy, and what was decided about it last. */
    record Watched(Model model, RetrainPolicyRevision revision, Optional<StoredDecision> before) {
        String name() {
            return model.name();
        }

        boolean says(Code... codes) {
            return before.filter(last -> last.saysOf(revision, codes)).isPresent();
        }
    }

    /** The models about which there may be anything to decide. One about which nothing can be due costs no query. */
    List<Watched> watched() {
        Map<String, RetrainPolicyRevision> own = policies.all();
        RetrainPolicyRevision usual = policies.usual();
        Set<String> drifted = situations.drifted();
        Set<String> active = facts.active();
        Map<String, StoredDecision> latest = decisions.latest();
        Instant now = clock.instant();
        List<Watched> watched = new ArrayList<>();
        for (Model model : models.models()) {
            String name = model.name();
            RetrainPolicyRevision revision = own.getOrDefault(name, usual);
            boolean idle = !drifted.contains(name)
                    && !active.contains(name)
                    && !revision.policy().mayStartUnasked();
            Watched each = new Watched(model, revision, Optional.ofNullable(latest.get(name)));
            if (!(idle && each.says(Code.NOTHING_DUE, Code.NO_TEACHER)) && !refusedLately(each, now)) {
                watched.add(each);
            }
        }
        return watched;
    }

    private static boolean refusedLately(Watched watched, Instant now) {
        return watched.says(Code.REFUSED)
                && watched.before().orElseThrow().until().plus(REFUSED_FOR).isAfter(now);
    }

    /** Waits until nobody else decides about a model, and holds that until the caller's transaction ends. */
    void lock(String model) {
        facts.lock(model);
    }

    /** What is to start, and for which situation. */
    record Due(Decision decision, Situation now) {}

    /** What is due; if nothing is, writes down why. Nobody else decides about the model until the caller's transaction ends. */
    Optional<Due> due(Watched watched) {
        lock(watched.name());
        if (!models.requireKnown(watched.name())) {
            // Archived since the models were listed.
            return Optional.empty();
        }
        Situation now = situations.of(watched.model(), watched.revision());
        Decision decision = new Judgement(watched.revision().policy(), now).decide();
        if (!decision.starts()) {
            note(watched, decision, now.now(), Optional.empty());
            return Optional.empty();
        }
        return Optional.of(new Due(decision, now));
    }

    /** Writes down what was due and has begun. */
    void started(Watched watched, Due due, UUID job) {
        facts.flush();
        Instant at = due.now().now();
        if (due.decision().code() == Code.STARTED_FOR_INCIDENT) {
            OpenIncident open = due.now().incident().orElseThrow();
            facts.note(job, open.id(), open.have(), at);
        }
        note(watched, due.decision(), at, Optional.of(job));
    }

    /**
     * Writes down what was due and could not begin.
     *
     * @param why a sentence
     */
    void refused(Watched watched, Due due, String why) {
        note(watched, Judgement.refused(due.decision(), why), due.now().now(), Optional.empty());
    }

    private void note(Watched watched, Decision decision, Instant at, Optional<UUID> job) {
        decisions.note(
                watched.name(),
                new StoredDecision(decision, at, at, watched.revision().number(), job),
                watched.before());
    }

    /**
     * The decision of somebody who begins by hand, as things stand before there is a job.
     *
     * @return writes it down with the job, in the transaction that queues that
     */
    public Consumer<UUID> byHand(Model model, String actor) {
        Watched watched = new Watched(model, policies.of(model.name()), Optional.empty());
        Situation now = situations.of(model, watched.revision());
        String overridden = new Judgement(watched.revision().policy(), now).overridden();
        Decision decision = new Decision(Code.STARTED_BY_HAND, true, "Started by hand, by " + actor + "." + overridden);
        return job -> {
            facts.flush();
            note(watched, decision, now.now(), Optional.of(job));
        };
    }
}
