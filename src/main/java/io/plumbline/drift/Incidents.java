package io.plumbline.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Incidents and the latest state of every signal. */
@ApplicationScoped
public class Incidents {
    private static final String ACTOR = "plumbline";

    private final IncidentRows rows;
    private final StateRows states;
    private final DriftReports reports;
    private final Journal journal;
    private final ObjectMapper json;

    public Incidents(IncidentRows rows, StateRows states, DriftReports reports, Journal journal, ObjectMapper json) {
        this.rows = rows;
        this.states = states;
        this.reports = reports;
        this.journal = journal;
        this.json = json;
    }

    /** The incidents of a model, newest first. */
    @Transactional
    public Page.Of<Incident> of(String model, Page page) {
        return rows.newestFirst(model, page).map(IncidentRow::toIncident);
    }

    /** The open incidents of a model, oldest first. */
    @Transactional
    public List<Incident> open(String model) {
        return rows.open(model).stream().map(IncidentRow::toIncident).toList();
    }

    /** The open incidents of all models, oldest first. */
    @Transactional
    public List<Incident> open() {
        return rows.open().stream().map(IncidentRow::toIncident).toList();
    }

    /** Where the signals of a model's versions stand, the latest evaluated first. */
    @Transactional
    public List<DriftState> states(String model) {
        return states.of(model).stream().map(row -> read(row.content())).toList();
    }

    /**
     * Where the error rate of a version has its incidents; those that were resolved are opened again, for instance after a
     * rollback to a version that had drifted. Their reports stand.
     */
    @Transactional
    Set<Place> knownAndOpen(String model, String version) {
        Set<Place> places = new HashSet<>();
        for (IncidentRow row : rows.errorRose(model, version)) {
            Incident incident = row.toIncident();
            places.add(new Place(incident.segmentKey(), incident.segmentValue()));
            if (!incident.open()) {
                row.reopen();
                journal.append(
                        ACTOR,
                        model,
                        "incident-reopened",
                        "Incident " + incident.id() + ": version " + version + " is live again.");
            }
        }
        return places;
    }

    @Transactional
    void keep(DriftState state) {
        StateRow row = new StateRow(state.model(), state.version(), state.evaluatedAt(), write(state));
        states.getEntityManager().merge(row);
    }

    /** Opens an incident with its report, unless it was opened before. */
    @Transactional
    void open(DriftReport draft) {
        Place place = new Place(draft.segmentKey(), draft.segmentValue());
        if (knownAndOpen(draft.model(), draft.version()).contains(place)) {
            return;
        }
        IncidentRow row = IncidentRow.errorRose(draft.model(), draft.version(), place, draft.computedAt(), draft.id());
        rows.persistAndFlush(row);
        DriftReport report = draft.of(row.toIncident().id());
        reports.keep(report);
        journal.append(ACTOR, report.model(), "incident-opened", report.verdict());
    }

    /** Resolves the open incidents of versions that phones are no longer given. */
    @Transactional
    void resolveReplaced(String model, Set<String> liveVersions, Instant now) {
        for (IncidentRow row : rows.open(model)) {
            Incident incident = row.toIncident();
            if (!liveVersions.contains(incident.version())) {
                row.resolve(now, "Version " + incident.version() + " was replaced.");
                journal.append(
                        ACTOR,
                        model,
                        "incident-resolved",
                        "Incident " + incident.id() + ": version " + incident.version() + " was replaced.");
            }
        }
    }

    private String write(DriftState state) {
        try {
            return json.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A state can be written: " + state, e);
        }
    }

    private DriftState read(String content) {
        try {
            return json.readValue(content, DriftState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored state cannot be read: " + content, e);
        }
    }
}
