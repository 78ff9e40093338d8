package io.plumbline.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.EvidenceWatch.Kept;
import io.plumbline.drift.IncidentState.Unresolved;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.signal.Finding;
import io.plumbline.kernel.Change.What;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Incidents and the latest state of every signal. */
@ApplicationScoped
public class Incidents {
    private static final Logger LOG = Logger.getLogger(Incidents.class);
    private static final String ACTOR = "plumbline";
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(30);

    private final IncidentRows rows;
    private final StateRows states;
    private final DriftReports reports;
    private final Models models;
    private final Journal journal;
    private final ObjectMapper json;
    private final InstantSource clock;

    public Incidents(
            IncidentRows rows,
            StateRows states,
            DriftReports reports,
            Models models,
            Journal journal,
            ObjectMapper json,
            InstantSource clock) {
        this.clock = clock;
        this.rows = rows;
        this.states = states;
        this.reports = reports;
        this.models = models;
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

    /** The open incidents of all models in use, oldest first. */
    @Transactional
    public List<Incident> open() {
        return rows.open().stream().map(IncidentRow::toIncident).toList();
    }

    /** How many incidents of all models in use are open. */
    @Transactional
    public long openCount() {
        return rows.openCount();
    }

    /** Where the signals of a model's versions stand, the latest evaluated first. */
    @Transactional
    public List<DriftState> states(String model) {
        return states.of(model).stream().map(row -> read(row.content())).toList();
    }

    /** Where all models stand, in a word each. */
    @Transactional
    List<DriftMetrics.Standing> standings() {
        return states.standings();
    }

    /** The incidents of all models in use, newest first. */
    @Transactional
    public Page.Of<Incident> all(Page page) {
        return rows.newestFirst(page).map(IncidentRow::toIncident);
    }

    /**
     * One incident.
     *
     * @throws Rejection {@code incident-unknown}
     */
    @Transactional
    public Incident require(long id) {
        return rows.findByIdOptional(id).orElseThrow(() -> unknown(id)).toIncident();
    }

    /**
     * An incident's number as written in a path.
     *
     * @throws Rejection {@code incident-unknown} if it cannot be one
     */
    public static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    /**
     * Takes an incident on.
     *
     * @throws Rejection {@code incident-unknown}, {@code model-archived}, or {@code incident-resolved} if it is over
     */
    @Transactional
    public Incident acknowledge(long id, String actor) {
        return move(id, What.INCIDENT_ACKNOWLEDGED, "Acknowledged.", i -> i.acknowledged(clock.instant(), actor));
    }

    /**
     * Puts an incident off.
     *
     * @param until moment until which nobody is to be bothered, at most 30 days ahead
     * @param reason why; not empty
     * @throws Rejection {@code incident-unknown}, {@code model-archived}, {@code incident-resolved}, {@code reason-missing}, {@code
     *     reason-too-long}, or {@code snooze-invalid} if it does not end within 30 days from now
     */
    @Transactional
    public Incident snooze(long id, Instant until, String reason, String actor) {
        String why = Reason.required(reason, "it may wait");
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE))) {
            throw Rejection.invalid(
                    "snooze-invalid",
                    "An incident is put off until a moment within 30 days from now, not until " + until + ".");
        }
        String words = "Put off until " + until + ": " + why;
        return move(id, What.INCIDENT_SNOOZED, words, i -> i.snoozed(now, actor, until, why));
    }

    /**
     * Ends an incident. What was heard of the version up to now is no evidence any more, of its segments neither; the
     * same signal raised anew opens it again.
     *
     * @param reason why; not empty
     * @throws Rejection {@code incident-unknown}, {@code model-archived}, {@code incident-resolved}, {@code reason-missing} or {@code
     *     reason-too-long}
     */
    @Transactional
    public Incident resolve(long id, String reason, String actor) {
        String why = Reason.required(reason, "it is over");
        Incident resolved = move(id, What.INCIDENT_RESOLVED, why, i -> i.resolved(clock.instant(), actor, why));
        Instant heard = kept(resolved.model(), resolved.version())
                .map(kept -> kept.state().watermark())
                .orElseGet(clock::instant);
        rows.findById(id).settle(heard.truncatedTo(ChronoUnit.HOURS));
        return resolved;
    }

    private Incident move(long id, What what, String words, Function<Unresolved, IncidentState> to) {
        IncidentRow row =
                rows.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow(() -> unknown(id));
        Incident incident = row.toIncident();
        models.require(incident.model());
        if (!(incident.state() instanceof Unresolved unresolved)) {
            throw Rejection.conflict(
                    "incident-resolved",
                    "Incident " + id + " was resolved by " + incident.state().by() + " already.");
        }
        IncidentState next = to.apply(unresolved);
        row.move(next);
        Incident moved = row.toIncident();
        journal.append(moved.changed(what, "Incident " + id + ": " + words));
        return moved;
    }

    private static Rejection unknown(Object id) {
        return Rejection.notFound("incident-unknown", "There is no incident " + id + ".");
    }

    /**
     * The incidents of a version when they were asked for.
     *
     * @param settled by signal, the hour before which everything of it is settled
     * @param unresolved by signal, where it has an incident that is not resolved
     */
    record Known(Map<String, Instant> settled, Map<String, Set<Place>> unresolved) {
        /** The beginning of time if nothing is settled. */
        Instant settled(String signal) {
            return settled.getOrDefault(signal, Instant.EPOCH);
        }

        /** The same, everything that a signal had read before an hour being settled besides. */
        Known settled(String signal, Instant hour) {
            Map<String, Instant> more = new HashMap<>(settled);
            more.merge(signal, hour, Incidents::later);
            return new Known(more, unresolved);
        }

        Set<Place> unresolved(String signal) {
            return unresolved.getOrDefault(signal, Set.of());
        }
    }

    /** The incidents of a version. */
    @Transactional
    Known known(String model, String version) {
        Map<String, Instant> settled = new HashMap<>();
        Map<String, Set<Place>> unresolved = new HashMap<>();
        for (IncidentRow row : rows.of(model, version)) {
            Incident incident = row.toIncident();
            row.settledHour().ifPresent(hour -> settled.merge(incident.signal(), hour, Incidents::later));
            if (incident.open()) {
                unresolved
                        .computeIfAbsent(incident.signal(), signal -> new HashSet<>())
                        .add(row.place());
            }
        }
        return new Known(settled, unresolved);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What the last evaluation of a version kept; nothing if it cannot be read, and then the next one overwrites it. */
    @Transactional
    Optional<Kept> kept(String model, String version) {
        return Optional.ofNullable(states.findById(new StateRow.Key(model, version)))
                .flatMap(row -> readable(row.content()).map(state -> new Kept(state, row.measuredOn())));
    }

    @Transactional
    void keep(Kept kept) {
        DriftState state = kept.state();
        states.getEntityManager().merge(new StateRow(state, write(state), kept.measuredOn()));
    }

    /**
     * Opens an incident with its report, or opens the one that was resolved again; nothing if it is open, if the model was
     * archived since it was looked at, or if somebody has resolved one of the signal since the finding was judged: that was
     * part of what he has dealt with.
     *
     * @param settled hour before which everything was settled when the finding was judged
     * @return whether it was opened
     */
    @Transactional
    boolean open(Finding finding, Instant settled, DriftReport draft) {
        if (!rows.holdInUse(draft.model())
                || known(draft.model(), draft.version())
                        .settled(finding.signal())
                        .isAfter(settled)) {
            return false;
        }
        IncidentState.Open open = new IncidentState.Open(draft.computedAt(), ACTOR);
        Optional<IncidentRow> known = rows.of(draft.model(), draft.version(), finding.signal()).stream()
                .filter(row -> row.isOf(finding))
                .findFirst();
        if (known.isEmpty()) {
            IncidentRow row = IncidentRow.of(finding, draft, open);
            rows.persistAndFlush(row);
            reports.keep(draft.of(row.toIncident().id()));
            journal.append(row.toIncident().changed(What.INCIDENT_OPENED, draft.verdict()));
            return true;
        }
        if (known.get().toIncident().state() instanceof IncidentState.Resolved resolved) {
            long id = known.get().toIncident().id();
            known.get().move(resolved.reopened(open.at(), ACTOR));
            known.get().explain(draft);
            reports.keepNew(draft.of(id));
            journal.append(known.get()
                    .toIncident()
                    .changed(What.INCIDENT_REOPENED, "Incident " + id + ": " + draft.verdict()));
            return true;
        }
        return false;
    }

    /** Ends what is over by itself: places of a signal that are well again. */
    @Transactional
    void over(ModelVersion version, String signal, Set<Place> well, String why, Instant now) {
        for (IncidentRow row : rows.of(version.model(), version.version(), signal)) {
            Incident incident = row.toIncident();
            if (incident.open() && well.contains(row.place())) {
                move(incident.id(), What.INCIDENT_RESOLVED, why, i -> i.resolved(now, ACTOR, why));
            }
        }
    }

    /** Resolves the incidents of versions that phones are no longer given. */
    @Transactional
    void resolveReplaced(String model, Set<String> liveVersions, Instant now) {
        for (IncidentRow row : rows.open(model)) {
            Incident incident = row.toIncident();
            if (!liveVersions.contains(incident.version())) {
                String why = "Version " + incident.version() + " was replaced.";
                move(incident.id(), What.INCIDENT_RESOLVED, why, i -> i.resolved(now, ACTOR, why));
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
        return readable(content)
                .orElseThrow(() -> new IllegalStateException("A stored state cannot be read: " + content));
    }

    private Optional<DriftState> readable(String content) {
        try {
            return Optional.of(json.readValue(content, DriftState.class));
        } catch (JsonProcessingException e) {
            LOG.debug("A stored state cannot be read", e);
            return Optional.empty();
        }
    }
}
