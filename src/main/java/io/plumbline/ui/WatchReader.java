package io.plumbline.ui;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incident;
import io.plumbline.drift.IncidentState;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.kernel.Page;
import io.plumbline.retrain.policy.Decisions;
import io.plumbline.ui.view.IncidentFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what the watch over drift found. */
@ApplicationScoped
class WatchReader {
    private static final Page LATEST = new Page(0, 50);
    private static final int MARKED = 5;

    private final Incidents incidents;
    private final DriftReports reports;
    private final Policies policies;
    private final Decisions decisions;

    WatchReader(Incidents incidents, DriftReports reports, Policies policies, Decisions decisions) {
        this.decisions = decisions;
        this.incidents = incidents;
        this.reports = reports;
        this.policies = policies;
    }

    /** The alarm budget of a model: false alarms in a year. */
    double falseAlarmsPerYear(String model) {
        return policies.of(model).policy().falseAlarmsPerYear();
    }

    /** Why a retraining of a model starts or waits; empty if nothing was decided yet. */
    String retraining(String model) {
        return decisions.latest(model).map(last -> last.decision().sentence()).orElse("");
    }

    Optional<DriftState> state(String model, String version) {
        return incidents.states(model).stream()
                .filter(state -> state.version().equals(version))
                .findFirst();
    }

    /** The newest of a model, newest first, with the verdicts of their reports. */
    Page.Of<IncidentFacts> latest(String model) {
        return all(model, LATEST);
    }

    /** The newest of a model, and those that are open however old they are. */
    List<IncidentFacts> incidents(String model) {
        List<Incident> latest = incidents.of(model, LATEST).items();
        return facts(Stream.concat(incidents.open(model).stream(), latest.stream())
                .collect(Collectors.toMap(Incident::id, each -> each, (one, same) -> one, TreeMap::new))
                .descendingMap()
                .values());
    }

    /** A page of the open ones, the most severe first; empty model for all. */
    Page.Of<IncidentFacts> open(String model, Page page, Instant now) {
        List<Incident> open = model.isEmpty() ? incidents.open() : incidents.open(model);
        List<Incident> part = open.stream()
                .sorted(Comparator.comparing((Incident i) -> waits(i, now) ? 0 : 1)
                        .thenComparing(Incident::severity, Comparator.reverseOrder())
                        .thenComparing(Incident::id, Comparator.reverseOrder()))
                .skip(page.offset())
                .limit(page.size())
                .toList();
        return page.of(facts(part), open.size());
    }

    /** A page of all of them, newest first; empty model for all. */
    Page.Of<IncidentFacts> all(String model, Page page) {
        Page.Of<Incident> part = model.isEmpty() ? incidents.all(page) : incidents.of(model, page);
        return page.of(facts(part.items()), part.total());
    }

    /** Whether nobody has taken it on, or put it off until later. */
    private static boolean waits(Incident incident, Instant now) {
        IncidentState state = incident.state();
        return state instanceof IncidentState.Open
                || (state instanceof IncidentState.Snoozed snoozed
                        && !snoozed.until().isAfter(now));
    }

    private List<IncidentFacts> facts(Collection<Incident> some) {
        Map<UUID, String> verdicts =
                reports.verdicts(some.stream().map(Incident::report).toList());
        return some.stream()
                .map(i -> facts(i, verdicts.getOrDefault(i.report(), "")))
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
        IncidentState state = incident.state();
        return new IncidentFacts(
                incident.id(),
                incident.model(),
                incident.version(),
                SignalNames.of(incident.signal()),
                segment,
                new IncidentFacts.Standing(
                        state.word(),
                        state.at(),
                        state.by(),
                        state instanceof IncidentState.Snoozed s ? Optional.of(s.until()) : Optional.empty(),
                        state instanceof IncidentState.Snoozed s
                                ? s.reason()
                                : state instanceof IncidentState.Resolved r ? r.reason() : ""),
                incident.ofErrors() ? incident.severity().name().toLowerCase(Locale.ROOT) : "",
                incident.harm(),
                incident.openedAt(),
                verdict,
                incident.report().toString());
    }
}
