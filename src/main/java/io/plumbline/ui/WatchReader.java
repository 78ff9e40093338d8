package io.plumbline.ui;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.policy.Policies;
import io.plumbline.kernel.Page;
import io.plumbline.ui.view.IncidentFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what the watch over drift found. */
@ApplicationScoped
class WatchReader {
    private static final Page LATEST = new Page(0, 50);
    private static final int MARKED = 5;

    private final Incidents incidents;
    private final DriftReports reports;
    private final Policies policies;

    WatchReader(Incidents incidents, DriftReports reports, Policies policies) {
        this.incidents = incidents;
        this.reports = reports;
        this.policies = policies;
    }

    /** The alarm budget of a model: false alarms in a year. */
    double falseAlarmsPerYear(String model) {
        return policies.of(model).policy().falseAlarmsPerYear();
    }

    Optional<DriftState> state(String model, String version) {
        return incidents.states(model).stream()
                .filter(state -> state.version().equals(version))
                .findFirst();
    }

    /** Newest first, with the verdicts of their reports. */
    List<IncidentFacts> incidents(String model) {
        Map<Long, String> verdicts = new HashMap<>();
        for (DriftReports.Summary report : reports.of(model, LATEST).items()) {
            verdicts.put(report.incident(), report.verdict());
        }
        return incidents.of(model, LATEST).items().stream()
                .map(i -> facts(i, verdicts.getOrDefault(i.id(), "")))
                .toList();
    }

    /** Event times of the latest alarms, oldest first. */
    List<Instant> alarms(String model) {
        return reports.of(model, new Page(0, MARKED)).items().stream()
                .map(report -> reports.require(report.id()).change().alarm())
                .sorted()
                .toList();
    }

    private static IncidentFacts facts(Incident incident, String verdict) {
        String segment = incident.segmentKey().isEmpty() ? "" : incident.segmentKey() + " " + incident.segmentValue();
        return new IncidentFacts(
                incident.id(),
                incident.version(),
                incident.signal().equals(Incident.FIELD_ERROR) ? "error rate" : incident.signal(),
                segment,
                incident.open() ? "open" : "resolved",
                incident.openedAt(),
                verdict,
                incident.report().toString());
    }
}
