package io.plumbline.drift;

import io.plumbline.drift.report.DriftReport;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A stored report. */
@Entity
@Immutable
@Table(name = "report")
class ReportRow {
    @Id
    private UUID id;

    @Column(nullable = false)
    private long incident;

    @Column(nullable = false)
    private String model;

    @Column(nullable = false)
    private String version;

    @Column(name = "computed_at", nullable = false)
    private Instant computedAt;

    @Column(nullable = false)
    private String verdict;

    @Column(nullable = false)
    private String content;

    /** For Hibernate, which fills the fields. */
    protected ReportRow() {
        this(new UUID(0, 0), 0, "", "", Instant.EPOCH, "", "");
    }

    private ReportRow(
            UUID id, long incident, String model, String version, Instant computedAt, String verdict, String content) {
        this.id = id;
        this.incident = incident;
        this.model = model;
        this.version = version;
        this.computedAt = computedAt;
        this.verdict = verdict;
        this.content = content;
    }

    static ReportRow of(DriftReport report, String content) {
        return new ReportRow(
                report.id(),
                report.incident(),
                report.model(),
                report.version(),
                report.computedAt(),
                report.verdict(),
                content);
    }

    String content() {
        return content;
    }

    DriftReports.Summary summary() {
        return new DriftReports.Summary(id, incident, model, version, computedAt, verdict);
    }
}
