package io.plumbline.retrain;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Masks;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import io.plumbline.retrain.RetrainFacts.Starts;
import io.plumbline.retrain.policy.RetrainPolicyConfig;
import io.plumbline.retrain.policy.RetrainPolicyRevision;
import io.plumbline.retrain.policy.Situation;
import io.plumbline.retrain.policy.Situation.OpenIncident;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gathers what a decision about a model's retraining rests on. */
@ApplicationScoped
class Situations {
    /** What masks show of which nothing live says it. */
    private static final String SUBJECT = "subject";

    private final Incidents incidents;
    private final DriftReports reports;
    private final LabelledPictures pictures;
    private final Models models;
    private final RetrainFacts facts;
    private final RetrainPolicyConfig config;
    private final InstantSource clock;

    Situations(
            Incidents incidents,
            DriftReports reports,
            LabelledPictures pictures,
            Models models,
            RetrainFacts facts,
            RetrainPolicyConfig config,
            InstantSource clock) {
        this.incidents = incidents;
        this.reports = reports;
        this.pictures = pictures;
        this.models = models;
        this.facts = facts;
        this.config = config;
        this.clock = clock;
    }

    /** The situation of a model under a policy. */
    Situation of(Model model, RetrainPolicyRevision revision) {
        String name = model.name();
        Instant now = clock.instant();
        Instant month = now.atZone(revision.policy().zone())
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay(revision.policy().zone())
                .toInstant();
        Starts starts = facts.starts(name, month);
        Instant last = starts.useful().orElse(Instant.EPOCH);
        Optional<ModelVersion> live = models.live(name);
        Optional<Masks> masks =
                model.drawsMasks() ? Optional.of(pictures.masks(name, last, Instant.EPOCH)) : Optional.empty();
        return new Situation(
                now,
                model.drawsMasks(),
                live.isPresent(),
                facts.active().contains(name),
                proven(name, live.isPresent()),
                nearest(name, revision)
                        .map(incident -> open(incident, revision.policy().incidentLabels())),
                masks.map(Masks::fresh).orElseGet(() -> facts.newLabels(name, last)),
                masks.map(drawn -> Map.of(live.map(v -> v.labels().get(0)).orElse(SUBJECT), drawn.all()))
                        .orElseGet(() -> classes(name, live)),
                starts.last(),
                starts.since(),
                revision.change().map(PolicyRevision.Change::at).orElse(model.createdAt()));
    }

    private Map<String, Long> classes(String model, Optional<ModelVersion> live) {
        Map<String, Long> counted = facts.classes(model);
        Map<String, Long> classes = new TreeMap<>();
        live.ifPresent(
                version -> version.labels().forEach(label -> classes.put(label, counted.getOrDefault(label, 0L))));
        return classes;
    }

    /** A proven candidate that nobody has promoted yet. */
    private Optional<String> proven(String model, boolean live) {
        return models.versions(model).stream()
                .filter(v -> v.stage() instanceof Stage.Candidate && v.origin().startsWith("job:") && v.isProven(live))
                .map(ModelVersion::version)
                .findFirst();
    }

    /** Of the open incidents of errors the one that has most of the labels that it needs. */
    Optional<Incident> nearest(String model, RetrainPolicyRevision revision) {
        List<Incident> open =
                incidents.open(model).stream().filter(Incident::ofErrors).toList();
        return open.stream()
                .max(Comparator.comparingDouble((Incident incident) -> {
                            OpenIncident each = open(incident, revision.policy().incidentLabels());
                            return (double) each.have() / each.needed();
                        })
                        .thenComparing(Incident::id));
    }

    /** Models of which an incident of errors is open. */
    Set<String> drifted() {
        return incidents.open().stream()
                .filter(Incident::ofErrors)
                .map(Incident::model)
                .collect(Collectors.toSet());
    }

    /** Whether there is anything to learn from at all. */
    boolean hasPictures(String model) {
        return !pictures.counts(model).isEmpty();
    }

    /** Labels from the field, of all time. */
    long labels(String model) {
        return pictures.counts(model).entrySet().stream()
                .filter(count -> count.getKey() != Origin.REFERENCE)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How far an incident's labels have come. */
    OpenIncident open(Incident incident, long least) {
        long needed = Math.max(least, (long) (facts.tried(incident.id()) * config.growth()));
        Instant change = change(incident);
        long have = models.require(incident.model()).drawsMasks()
                ? pictures.masks(incident.model(), Instant.EPOCH, change).taken()
                : pictures.auditedSince(incident.model(), change);
        return new OpenIncident(incident.id(), have, needed);
    }

    /** When what an incident tells of began. */
    Instant change(Incident incident) {
        return reports.require(incident.report()).change().estimated();
    }
}
