package io.plumbline.drift;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** The reports that were written. They never change. */
@ApplicationScoped
public class DriftReports {
    private final ReportRows rows;
    private final ObjectMapper json;

    public DriftReports(ReportRows rows, ObjectMapper json) {
        this.rows = rows;
        this.json = json;
    }

    /** A report in a list. */
    public record Summary(UUID id, long incident, String model, String version, Instant computedAt, String verdict) {}

    /** The reports of a model, newest first. */
    @Transactional
    public Page.Of<Summary> of(String model, Page page) {
        return rows.newestFirst(model, page).map(ReportRow::summary);
    }

    /** The verdicts of some reports, by their identity. */
    @Transactional
    public Map<UUID, String> verdicts(Collection<UUID> ids) {
        return rows.list("id in ?1", ids).stream()
                .map(ReportRow::summary)
                .collect(toMap(Summary::id, Summary::verdict));
    }

    /**
     * One report.
     *
     * @throws Rejection NOT_FOUND if there is none
     */
    @Transactional
    public DriftReport require(UUID id) {
        ReportRow row = rows.findByIdOptional(id)
                .orElseThrow(() -> Rejection.notFound("report-unknown", "There is no report " + id + "."));
        try {
            return json.readValue(row.content(), DriftReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored report " + id + " cannot be read", e);
        }
    }

    /** Keeps a report unless it is here: after a rollback the alarm of the version is the one that it was. */
    void keepNew(DriftReport report) {
        if (rows.findByIdOptional(report.id()).isEmpty()) {
            keep(report);
        }
    }

    /** Keeps a report, in the caller's transaction. */
    void keep(DriftReport report) {
        try {
            rows.persist(ReportRow.of(report, json.writeValueAsString(report)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report can be written: " + report.id(), e);
        }
    }
}
