package io.plumbline.drift;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.signal.Finding;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored incident. */
@Entity
@Table(name = "incident")
class IncidentRow {
    private static final UUID NOTHING = new UUID(0, 0);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false)
    private String model = "";

    @Column(nullable = false)
    private String version = "";

    @Column(name = "segment_key", nullable = false)
    private String segmentKey = "";

    @Column(name = "segment_value", nullable = false)
    private String segmentValue = "";

    @Column(nullable = false)
    private String signal = "";

    @Column(nullable = false)
    private String direction = "";

    @Column(name = "opened_at", nullable = false)
    private Instant openedAt = Instant.EPOCH;

    @Column(nullable = false)
    private String state = "open";

    @Column(name = "state_at", nullable = false)
    private Instant stateAt = Instant.EPOCH;

    @Column(name = "state_by", nullable = false)
    private String stateBy = "";

    @Column(name = "state_until")
    private @Nullable Instant stateUntil;

    @Column(name = "state_reason", nullable = false)
    private String stateReason = "";

    @Column(name = "settled_hour")
    private @Nullable Instant settledHour;

    @Column(nullable = false)
    private double harm;

    @Column(nullable = false)
    private UUID report = NOTHING;

    /** For Hibernate, which fills the fields. */
    protected IncidentRow() {}

    static IncidentRow of(Finding finding, DriftReport report, IncidentState.Open open) {
        IncidentRow row = new IncidentRow();
        row.model = report.model();
        row.version = report.version();
        row.segmentKey = finding.place().key();
        row.segmentValue = finding.place().value();
        row.signal = finding.signal();
        row.direction = finding.direction();
        row.openedAt = open.at();
        row.explain(report);
        row.move(open);
        return row;
    }

    /** Takes over what a report says. */
    void explain(DriftReport explaining) {
        report = explaining.id();
        harm = Math.max(0, explaining.effect().lower() - explaining.effect().baselineRate());
    }

    void move(IncidentState to) {
        state = to.word();
        stateAt = to.at();
        stateBy = to.by();
        stateUntil = to instanceof IncidentState.Snoozed snoozed ? snoozed.until() : null;
        stateReason = to instanceof IncidentState.Snoozed snoozed
                ? snoozed.reason()
                : to instanceof IncidentState.Resolved resolved ? resolved.reason() : "";
    }

    /** What came before an hour is no evidence any more. */
    void settle(Instant hour) {
        settledHour = hour;
    }

    Optional<Instant> settledHour() {
        return Optional.ofNullable(settledHour);
    }

    boolean isOf(Finding finding) {
        return place().equals(finding.place())
                && signal.equals(finding.signal())
                && direction.equals(finding.direction());
    }

    Place place() {
        return new Place(segmentKey, segmentValue);
    }

    private IncidentState state() {
        return switch (state) {
            case "open" -> new IncidentState.Open(stateAt, stateBy);
            case "acknowledged" -> new IncidentState.Acknowledged(stateAt, stateBy);
            case "snoozed" ->
                new IncidentState.Snoozed(
                        stateAt, stateBy, Optional.ofNullable(stateUntil).orElse(stateAt), stateReason);
            case "resolved" -> new IncidentState.Resolved(stateAt, stateBy, stateReason);
            default -> throw new IllegalStateException("Incident " + id + " is " + state);
        };
    }

    Incident toIncident() {
        return new Incident(
                Optional.ofNullable(id).orElseThrow(),
                model,
                version,
                segmentKey,
                segmentValue,
                signal,
                direction,
                openedAt,
                state(),
                harm,
                report);
    }
}
