package io.plumbline.drift.policy;

import io.plumbline.drift.policy.BaselineRule.FirstDays;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored revision of a policy. */
@Entity
@Immutable
@Table(name = "drift_policy")
@IdClass(PolicyRow.Key.class)
class PolicyRow {
    @Id
    private String model = "";

    @Id
    private int revision;

    @Column(name = "false_alarms_per_year", nullable = false)
    private double falseAlarmsPerYear;

    @Column(nullable = false)
    private double tolerance;

    private String @Nullable [] segments;

    @Column(name = "maturity_seconds", nullable = false)
    private long maturitySeconds;

    @Column(nullable = false)
    private String[] triggers = {};

    @Column(nullable = false)
    private String zone = "";

    /** Null for the validation. */
    @Column(name = "baseline_days")
    private @Nullable Integer baselineDays;

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
    protected PolicyRow() {}

    PolicyRow(String model, int revision, DriftPolicy policy, PolicyRevision.Change change) {
        this.model = model;
        this.revision = revision;
        falseAlarmsPerYear = policy.falseAlarmsPerYear();
        tolerance = policy.tolerance();
        segments = policy.segments().map(keys -> keys.toArray(String[]::new)).orElse(null);
        maturitySeconds = policy.maturity().toSeconds();
        triggers = policy.triggers().ids().toArray(String[]::new);
        zone = policy.zone().getId();
        baselineDays = policy.baseline() instanceof FirstDays first ? first.days() : null;
        changedAt = change.at();
        changedBy = change.by();
        reason = change.reason();
    }

    PolicyRevision toRevision() {
        return new PolicyRevision(
                revision,
                new DriftPolicy(
                        falseAlarmsPerYear,
                        tolerance,
                        Optional.ofNullable(segments).map(List::of),
                        Duration.ofSeconds(maturitySeconds),
                        new Triggers(List.of(triggers)),
                        Zones.of(zone),
                        baselineDays == null ? BaselineRule.VALIDATION : new FirstDays(baselineDays)),
                Optional.of(new PolicyRevision.Change(changedAt, changedBy, reason)));
    }
}
