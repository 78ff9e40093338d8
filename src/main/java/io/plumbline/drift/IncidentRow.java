package io.plumbline.drift;

import io.plumbline.drift.alarm.ErrorWatch.Place;
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

    @Column(name = "resolved_at")
    private @Nullable Instant resolvedAt;

    private @Nullable String resolution;

    @Column(nullable = false)
    private UUID report = NOTHING;

    /** For Hibernate, which fills the fields. */
    protected IncidentRow() {}

    static IncidentRow errorRose(String model, String version, Place place, Instant openedAt, UUID report) {
        IncidentRow row = new IncidentRow();
        row.model = model;
        row.version = version;
        row.segmentKey = place.key();
        row.segmentValue = place.value();
        row.signal = Incident.FIELD_ERROR;
        row.direction = "up";
        row.openedAt = openedAt;
        row.report = report;
        return row;
    }

    void resolve(Instant at, String why) {
        resolvedAt = at;
        resolution = why;
    }

    void reopen() {
        resolvedAt = null;
        resolution = null;
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
                Optional.ofNullable(resolvedAt),
                Optional.ofNullable(resolution),
                report);
    }
}
