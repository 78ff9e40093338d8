package io.plumbline.retrain.policy;

import io.plumbline.drift.policy.PolicyRevision;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored revision of a policy of retraining. */
@Entity
@Immutable
@Table(name = "retrain_policy")
@IdClass(RetrainPolicyRow.Key.class)
class RetrainPolicyRow {
    @Id
    private String model = "";

    @Id
    private int revision;

    @Column(name = "on_incident", nullable = false)
    private boolean onIncident;

    @Column(name = "incident_labels", nullable = false)
    private long incidentLabels;

    @Column(name = "new_labels")
    private @Nullable Long newLabels;

    private @Nullable String schedule;

    @Column(nullable = false)
    private String zone = "";

    @Column(name = "cooldown_seconds", nullable = false)
    private long cooldownSeconds;

    @Column(name = "labels_per_class", nullable = false)
    private long labelsPerClass;

    @Column(name = "monthly_budget", nullable = false)
    private int monthlyBudget;

    private @Nullable String teacher;

    @Column(name = "changed_at", nullable = false)
    private Instant changedAt = Instant.EPOCH;

    @Column(name = "changed_by", nullable = false)
    private String changedBy = "";

    @Column(nullable = false)
    private String reason = "";

    /** Identity of a row. */
    record Key(String model, int revision) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** For Hibernate, which fills the fields. */
    protected RetrainPolicyRow() {}

    RetrainPolicyRow(String model, int revision, RetrainPolicy policy, PolicyRevision.Change change) {
        this.model = model;
        this.revision = revision;
        onIncident = policy.onIncident();
        incidentLabels = policy.incidentLabels();
        newLabels = policy.newLabels().isPresent() ? policy.newLabels().getAsLong() : null;
        schedule = policy.schedule().map(Schedule::text).orElse(null);
        zone = policy.zone().getId();
        cooldownSeconds = policy.cooldown().toSeconds();
        labelsPerClass = policy.labelsPerClass();
        monthlyBudget = policy.monthlyBudget();
        teacher = policy.teacher().map(Teacher::text).orElse(null);
        changedAt = change.at();
        changedBy = change.by();
        reason = change.reason();
    }

    String model() {
        return model;
    }

    RetrainPolicyRevision toRevision() {
        return new RetrainPolicyRevision(
                revision,
                new RetrainPolicy(
                        onIncident,
                        incidentLabels,
                        newLabels == null ? OptionalLong.empty() : OptionalLong.of(newLabels),
                        Optional.ofNullable(schedule).map(Schedule::of),
                        ZoneId.of(zone),
                        Duration.ofSeconds(cooldownSeconds),
                        labelsPerClass,
                        monthlyBudget,
                        Optional.ofNullable(teacher).map(Teacher::of)),
                Optional.of(new PolicyRevision.Change(changedAt, changedBy, reason)));
    }
}
