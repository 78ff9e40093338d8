package io.plumbline.jobs;

import io.plumbline.jobs.Job.State;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Work is queued, looked at and cancelled here; workers do it. */
@ApplicationScoped
public class Jobs {
    /** A job is cancelled at once while nobody works on it; else its worker is told at its next heartbeat. */
    private static final String CANCEL = """
        update job
           set cancelled_by = :actor,
               state        = case when state = 'queued' then 'cancelled' else state end,
               finished_at  = case when state = 'queued' then now() else finished_at end
         where id = :id and state in ('queued', 'running') and cancelled_by is null
        """;

    private final Rows rows;
    private final Lines lines;
    private final JobTrail trail;
    private final JobsConfig config;
    private final Journal journal;
    private final InstantSource clock;

    Jobs(Rows rows, Lines lines, JobTrail trail, JobsConfig config, Journal journal, InstantSource clock) {
        this.rows = rows;
        this.lines = lines;
        this.trail = trail;
        this.config = config;
        this.journal = journal;
        this.clock = clock;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<JobRow, UUID> {}

    @ApplicationScoped
    static class Lines implements PanacheRepositoryBase<JobLineRow, Long> {}

    /** Queues work. It is kept once this returns and the transaction around it, if any, is committed. */
    @Transactional
    public Job submit(NewJob job) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        JobRow row = new JobRow(UUID.randomUUID(), job, config.maxAttempts(), config.timeout(), now);
        rows.persist(row);
        write(row.toJob(), job.requestedBy(), "job-queued", "is queued.");
        return row.toJob();
    }

    /** A job, if there is one of that id. */
    @Transactional
    public Optional<Job> find(UUID id) {
        return rows.findByIdOptional(id).map(JobRow::toJob);
    }

    /**
     * A job that must be there.
     *
     * @throws Rejection {@code job-unknown}
     */
    @Transactional
    public Job job(UUID id) {
        return find(id).orElseThrow(() -> Rejection.notFound("job-unknown", "There is no job " + id + "."));
    }

    /** All jobs, newest first. */
    @Transactional
    public Page.Of<Job> list(Page page) {
        return read(rows.find("order by createdAt desc, id"), page);
    }

    /** The jobs of a model, newest first. */
    @Transactional
    public Page.Of<Job> list(String model, Page page) {
        return read(rows.find("model = ?1 order by createdAt desc, id", model), page);
    }

    /** The jobs of a kind and model that are queued or running, oldest first. */
    @Transactional
    public List<Job> active(String kind, String model) {
        return rows
                .find("kind = ?1 and model = ?2 and state in ('queued', 'running') order by createdAt", kind, model)
                .stream()
                .map(JobRow::toJob)
                .toList();
    }

    /** How many jobs are in each state; a state without jobs is left out. */
    @Transactional
    public Map<State, Long> counts() {
        Map<State, Long> counts = new EnumMap<>(State.class);
        rows.getEntityManager()
                .createQuery("select state, count(*) from JobRow group by state", Object[].class)
                .getResultList()
                .forEach(row -> counts.put(State.valueOf(((String) row[0]).toUpperCase(Locale.ROOT)), (Long) row[1]));
        return counts;
    }

    /**
     * The log of a job, oldest line first.
     *
     * @param after only lines with a higher number; 0 for all
     */
    @Transactional
    public List<JobLine> log(UUID id, long after, int most) {
        return lines.find("job = ?1 and number > ?2 order by number", id, after).page(0, most).stream()
                .map(JobLineRow::toLine)
                .toList();
    }

    /**
     * The points of a job's curves, in the order in which they were said.
     *
     * @param after only points with a higher number; 0 for all
     */
    public List<JobPoint> points(UUID id, long after) {
        return trail.points(id, after);
    }

    /**
     * Asks a job to stop. One that waits is cancelled at once; one that runs when its worker hears of it.
     *
     * @return the job as it is now; one that is at its end already stays as it is
     * @throws Rejection {@code job-unknown}
     */
    @Transactional
    public Job cancel(UUID id, String actor) {
        Job before = job(id);
        int changed = rows.getEntityManager()
                .createNativeQuery(CANCEL)
                .setParameter("actor", actor)
                .setParameter("id", id)
                .executeUpdate();
        // What was read before the statement is stale now.
        rows.getEntityManager().clear();
        Job after = job(id);
        if (changed == 1 && after.state() == State.CANCELLED) {
            journal.append(new Change(
                    Change.What.JOB_CANCELLED,
                    actor,
                    after.model(),
                    Optional.empty(),
                    "Job " + id + " (" + after.kind() + ") was cancelled.",
                    facts(id.toString(), after.kind(), after.attempt())));
        } else if (changed == 1) {
            write(before, actor, "job-cancel-asked", "is to stop.");
        }
        return after;
    }

    /** What other systems are told of a job. */
    static Map<String, ?> facts(String id, String kind, int attempt) {
        return Map.of("job", Map.of("id", id, "kind", kind, "attempt", attempt, "page", "/jobs/" + id));
    }

    private void write(Job job, String actor, String what, String how) {
        String detail = "Job " + job.id() + " (" + job.kind() + ") " + how;
        if (job.model().isPresent()) {
            journal.append(actor, job.model().get(), what, detail);
        } else {
            journal.append(actor, what, detail);
        }
    }

    private static Page.Of<Job> read(PanacheQuery<JobRow> query, Page page) {
        return page.of(
                query.page(page.index(), page.size()).stream()
                        .map(JobRow::toJob)
                        .toList(),
                query.count());
    }
}
